import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { md5File } from "@mlebench/disk/md5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTar, createZip, extractArchive } from "../src/index.js";
import { bundleChild, type ChildProgram } from "./child-process.js";
import { failureOf, temporaryDirectories, tree } from "./fixtures.js";
import { writeLargeZip } from "./large-archive.js";

const fresh = temporaryDirectories();
const members = [
  { name: "a.txt", data: Buffer.from("alpha\n") },
  { name: "d/b.bin", data: Buffer.alloc(200_000, "beta") },
  { name: "d/c.bin", data: Buffer.alloc(3_000_000, "gamma") },
];

async function zipAndOut(): Promise<{ archive: string; out: string }> {
  const directory = fresh();
  const archive = join(directory, "a.zip");
  await createZip(archive, members);
  return { archive, out: join(directory, "out") };
}

const expectMembers = (out: string) => {
  for (const { name, data } of members) expect(readFileSync(join(out, name)).equals(data)).toBe(true);
};

async function md5s(directory: string): Promise<Record<string, string>> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path.slice(directory.length), await md5File(path)] as const),
    ),
  );
}

describe("resuming", () => {
  it("an extraction that had finished writes nothing again", async () => {
    const { archive, out } = await zipAndOut();
    expect(await extractArchive(archive, out, { resume: true })).toEqual({
      files: 3,
      bytes: 3_200_006,
      kept: 0,
    });
    const before = members.map(({ name }) => statSync(join(out, name)).ino);
    expect(await extractArchive(archive, out, { resume: true })).toEqual({
      files: 3,
      bytes: 3_200_006,
      kept: 3,
    });
    expect(members.map(({ name }) => statSync(join(out, name)).ino)).toEqual(before);
  });

  it("writes again what is short, altered or a link, and leaves what the link leads to", async () => {
    for (const spoil of [
      (path: string) => truncateSync(path, 3),
      (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, "x")),
    ]) {
      for (const { name } of members) {
        const { archive, out } = await zipAndOut();
        await extractArchive(archive, out);
        spoil(join(out, name));
        expect((await extractArchive(archive, out, { resume: true })).kept).toBe(2);
        expectMembers(out);
      }
    }
    const { archive, out } = await zipAndOut();
    const outside = join(fresh(), "outside.txt");
    writeFileSync(outside, "alpha\n");
    mkdirSync(out);
    symlinkSync(outside, join(out, "a.txt"));
    expect((await extractArchive(archive, out, { resume: true })).kept).toBe(0);
    expectMembers(out);
    expect(statSync(join(out, "a.txt")).ino).not.toBe(statSync(outside).ino);
  });

  it("removes what was left unfinished, and nothing else", async () => {
    const { archive, out } = await zipAndOut();
    mkdirSync(join(out, "d/.mlebench-4711-9.tmp/out"), { recursive: true });
    writeFileSync(join(out, "d/.mlebench-4711-9.tmp/out/x"), "half");
    writeFileSync(join(out, ".mlebench-1-1.tmp"), "half");
    writeFileSync(join(out, ".mlebench-notes.tmp"), "mine");
    await extractArchive(archive, out, { resume: true });
    expectMembers(out);
    expect(readdirSync(out).sort()).toEqual([".mlebench-notes.tmp", "a.txt", "d"]);
    expect(readdirSync(join(out, "d")).sort()).toEqual(["b.bin", "c.bin"]);
  });

  it("a name that comes twice ends with its last content", async () => {
    const directory = fresh();
    const archive = join(directory, "a.zip");
    await createZip(archive, [
      { name: "s1", data: Buffer.from("first") },
      { name: "s2", data: Buffer.from("last!") },
    ]);
    const bytes = readFileSync(archive);
    for (let at = bytes.indexOf("s2"); at !== -1; at = bytes.indexOf("s2", at)) bytes.write("s1", at);
    writeFileSync(archive, bytes);
    for (let round = 0; round < 3; round += 1) {
      await extractArchive(archive, join(directory, "out"), { resume: true });
      expect(tree(join(directory, "out"))).toEqual({ s1: "last!" });
    }
  });

  it("starts over where the archive has no checksums beforehand", async () => {
    const directory = fresh();
    const archive = join(directory, "a.tar");
    const out = join(directory, "out");
    await createTar(archive, members);
    mkdirSync(out);
    writeFileSync(join(out, "a.txt"), "ALPHA\n");
    expect(await extractArchive(archive, out, { resume: true })).toEqual({
      files: 3,
      bytes: 3_200_006,
      kept: 0,
    });
    expectMembers(out);
  });

  it("still refuses what it would refuse otherwise", async () => {
    const { archive, out } = await zipAndOut();
    await extractArchive(archive, out);
    const message = await failureOf(extractArchive(archive, out, { resume: true, limits: { maxBytes: 10 } }));
    expect(message).toContain("at most 10 bytes");
  });
});

describe("an extraction that is killed", () => {
  let child: ChildProgram;
  beforeAll(async () => {
    child = await bundleChild();
  });
  afterAll(() => child.remove());

  it("resumes until it is complete, and never has a broken file under its final name", async () => {
    const directory = fresh();
    const archive = join(directory, "large.zip");
    const { files } = writeLargeZip(archive, 20e6, 600);
    const whole = await child.run({ archive, destination: join(directory, "whole") });
    const { changes } = JSON.parse(whole.output) as { changes: number };
    const expected = await md5s(join(directory, "whole"));
    expect(Object.keys(expected)).toHaveLength(files);

    const destination = join(directory, "out");
    for (let round = 0; round < 6; round += 1) {
      const dieAt = Math.ceil(changes / 10) + round;
      const { signal } = await child.run({ archive, destination, options: { resume: true }, dieAt });
      expect(signal).toBe("SIGKILL");
      for (const [name, md5] of Object.entries(await md5s(destination).catch(() => ({})))) {
        if (!name.endsWith(".tmp")) expect(md5).toBe(expected[name]);
      }
    }
    const last = await child.run({ archive, destination, options: { resume: true } });
    expect(JSON.parse(last.output)).toMatchObject({ files });
    expect(await md5s(destination)).toEqual(expected);
  });
});
