import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTar, createZip, extractArchive, listArchive, repackArchive } from "../src/index.js";
import { failureOf, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();
const hasPython = spawnSync("python3", ["-c", "import tarfile"]).status === 0;

const long = `${"folder ".repeat(12)}/${"é".repeat(45)}.txt`;
const members = [
  { name: "a/one.txt", data: Buffer.from("one") },
  { name: "a/empty.txt", data: Buffer.alloc(0) },
  { name: `a/${long}`, data: Buffer.alloc(1024, "x") },
  { name: "a/left out.txt", data: Buffer.from("left out") },
  { name: "a/large.bin", data: Buffer.alloc(3_000_001, "large ") },
];

async function sourceOf(format: "tar" | "tar.gz" | "zip"): Promise<string> {
  const source = join(fresh(), `source.${format}`);
  if (format === "zip") await createZip(source, members);
  else await createTar(source, members, { gzip: format === "tar.gz" });
  return source;
}

describe("members of an archive go into tars", () => {
  it.each(["tar", "tar.gz", "zip"] as const)("from %s", async (format) => {
    const directory = fresh();
    const [first, second] = ["first.tar", "below/second.tar.gz"].map((name) => join(directory, name));
    await repackArchive(await sourceOf(format), [
      {
        destination: first,
        members: new Map([
          ["a/large.bin", "large.bin"],
          ["a/one.txt", "x/y.txt"],
        ]),
      },
      {
        destination: second,
        members: new Map([
          ["a/one.txt", "one.txt"],
          [`a/${long}`, long],
          ["a/empty.txt", "empty.txt"],
        ]),
      },
    ]);
    expect((await listArchive(first)).map(({ path }) => path)).toEqual(["x/y.txt", "large.bin"]);
    const extracted = await Promise.all(
      [first, second].map(async (tar) => {
        const out = fresh();
        await extractArchive(tar, out);
        return tree(out);
      }),
    );
    expect(extracted).toEqual([
      { "x/y.txt": "one", "large.bin": "large ".repeat(500_001).slice(0, 3_000_001) },
      { "one.txt": "one", "empty.txt": "", [long]: "x".repeat(1024) },
    ]);
    if (!hasPython) return;
    const names =
      "import sys, tarfile\nfor m in tarfile.open(sys.argv[1], 'r:'): print(m.name, m.size, oct(m.mode), m.mtime)";
    expect(execFileSync("python3", ["-c", names, second], { encoding: "utf8" })).toBe(
      `one.txt 3 0o644 0\nempty.txt 0 0o644 0\n${long} 1024 0o644 0\n`,
    );
  });

  it("or nothing appears", async () => {
    const directory = fresh();
    const source = await sourceOf("tar.gz");
    const repack = (...pairs: [string, string][]) =>
      failureOf(repackArchive(source, [{ destination: join(directory, "a.tar"), members: new Map(pairs) }]));
    expect(await repack(["a/one.txt", "one.txt"], ["a/two.txt", "two.txt"])).toContain(
      "Missing member `a/two.txt`",
    );
    expect(await repack(["a/one.txt", "../one.txt"])).toContain("cannot be a name in an archive");
    expect(await repack(["a/one.txt", "x"], ["a/large.bin", "x"])).toContain("Two files have the same name");
    expect(await repack(["a/one.txt", "x".repeat(101)])).toContain("Name too long for a tar");
    writeFileSync(source, readFileSync(source).subarray(0, 900));
    expect(await repack(["a/large.bin", "x"])).toContain("source.tar.gz");
    expect(readdirSync(directory)).toEqual([]);
  });
});
