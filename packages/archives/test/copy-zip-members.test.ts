import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { copyZipMembers, createZip, extractArchive, listArchive } from "../src/index.js";

const top = mkdtempSync(join(tmpdir(), "copy-zip-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let count = 0;
const scratch = (): string => {
  const path = join(top, String(count++));
  mkdirSync(path);
  return path;
};

/** Deflates well, in one piece and in blocks; and not at all. */
const files: Readonly<Record<string, Buffer>> = {
  "a.txt": Buffer.from("abc ".repeat(500)),
  "b/é.bin": Buffer.from(Uint8Array.from({ length: 300 }, (_, i) => (i * 7919) % 251)),
  "large.txt": Buffer.from("0123456789".repeat(150_000)),
  "empty.txt": Buffer.alloc(0),
};

async function sourceZip(compression: "deflate" | "store"): Promise<string> {
  const path = join(scratch(), "source.zip");
  await createZip(
    path,
    Object.entries(files).map(([name, data]) => ({ name, data })),
    { compression },
  );
  return path;
}

describe("copying files of a zip", () => {
  test.each(["deflate", "store"] as const)(
    "keeps their bytes, of a zip that is made with %s",
    async (compression) => {
      const source = await sourceZip(compression);
      const directory = scratch();
      const copy = join(directory, "new/copy.zip");
      const names = new Map(
        Object.keys(files)
          .reverse()
          .map((name) => [name, `x/${name}`]),
      );
      await copyZipMembers(source, copy, names);
      const entries = (await listArchive(copy)).map(({ path }) => path);
      expect(entries).toEqual(Object.keys(files).map((name) => `x/${name}`));
      await extractArchive(copy, directory);
      for (const [name, data] of Object.entries(files)) {
        expect(readFileSync(join(directory, "x", name)).equals(data)).toBe(true);
      }
    },
  );

  test("does not pack them again", async () => {
    const [deflated, stored] = [await sourceZip("deflate"), await sourceZip("store")];
    const names = new Map([["large.txt", "large.txt"]]);
    const sizes: number[] = [];
    for (const source of [deflated, stored]) {
      const copy = join(scratch(), "copy.zip");
      await copyZipMembers(source, copy, names);
      sizes.push(readFileSync(copy).length);
    }
    expect(sizes[0]).toBeLessThan(20_000);
    expect(sizes[1]).toBeGreaterThan(1_500_000);
  });

  test("leaves out what is not asked for", async () => {
    const copy = join(scratch(), "copy.zip");
    await copyZipMembers(await sourceZip("deflate"), copy, new Map([["a.txt", "b.txt"]]));
    expect(await listArchive(copy)).toEqual([{ path: "b.txt", size: 2000, isDirectory: false }]);
  });

  test("writes a zip without files", async () => {
    const copy = join(scratch(), "copy.zip");
    await copyZipMembers(await sourceZip("deflate"), copy, new Map());
    expect(await listArchive(copy)).toEqual([]);
  });

  test.each([
    ["a file that is not there", [["c.txt", "c.txt"]], /Missing file in the archive: `c\.txt`/],
    [
      "two files under one name",
      [
        ["a.txt", "x"],
        ["empty.txt", "x"],
      ],
      /Two files have the name "x"/,
    ],
    ["a name that leads out", [["a.txt", "../x"]], /cannot be a name/],
  ] as const)("rejects %s, and leaves nothing behind", async (_, pairs, message) => {
    const directory = scratch();
    const work = copyZipMembers(await sourceZip("deflate"), join(directory, "copy.zip"), new Map(pairs));
    await expect(work).rejects.toThrow(message);
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each(["a.txt", "large.txt"])("finds damage in %s", async (name) => {
    const source = await sourceZip("store");
    const bytes = readFileSync(source);
    const place = bytes.indexOf(files[name].subarray(0, 50)) + 30;
    bytes[place] ^= 1;
    writeFileSync(source, bytes);
    const work = copyZipMembers(source, join(scratch(), "copy.zip"), new Map([[name, name]]));
    await expect(work).rejects.toThrow(/CRC-32/);
  });
});
