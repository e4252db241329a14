import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { md5File } from "@mlebench/disk/md5";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32, crc32ByTable } from "../src/checksum.js";
import { createSevenZip, createTar, createZip, extractArchive, listArchive } from "../src/index.js";
import { centralHeader, endOfCentralDirectory, localHeader } from "../src/zip-format.js";
import { failureOf, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();
const hasPython = spawnSync("python3", ["-c", "import zipfile, tarfile"]).status === 0;

it("both ways to compute a CRC-32 agree, in pieces too", () => {
  expect(crc32ByTable(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(crc32ByTable(b, crc32ByTable(a))).toBe(crc32(Buffer.concat([a, b])));
    }),
  );
});

describe("equal input gives equal archives", () => {
  const directory = fresh();
  const path = join(directory, "input.bin");
  const large = join(directory, "large.bin");
  writeFileSync(path, "from disk\n");
  writeFileSync(large, Buffer.alloc(2_500_000, "large "));
  const members = [
    { name: "z.txt", data: Buffer.from("first although z\n") },
    { name: "dir/ä.txt", path },
    { name: "large.bin", path: large },
  ];
  it.each<[string, (target: string) => Promise<void>]>([
    ["zip", (target) => createZip(target, members)],
    ["tar.gz", (target) => createTar(target, members, { gzip: true })],
    ["7z", (target) => createSevenZip(target, members)],
  ])("%s", async (format, create) => {
    const first = join(fresh(), "deep", `a.${format}`);
    await create(first);
    await new Promise((done) => setTimeout(done, 1100));
    const zone = process.env.TZ;
    process.env.TZ = "Asia/Tokyo";
    writeFileSync(path, "from disk\n");
    const second = join(fresh(), `b.${format}`);
    await create(second);
    process.env.TZ = zone;
    expect(await md5File(second)).toBe(await md5File(first));
    const out = fresh();
    await extractArchive(first, out);
    expect(tree(out)).toEqual({
      "z.txt": "first although z\n",
      "dir/ä.txt": "from disk\n",
      "large.bin": readFileSync(large, "utf8"),
    });
  });

  it("a 7z has the same bytes on every machine, empty folders with their attributes included", async () => {
    const target = join(fresh(), "f.7z");
    await createSevenZip(target, [{ name: "a/b.txt", path }], { emptyFolders: ["a/c", "d"] });
    const again = join(fresh(), "g.7z");
    chmodSync(path, 0o600);
    await createSevenZip(again, [{ name: "a/b.txt", path }], { emptyFolders: ["a/c", "d"] });
    expect(await md5File(again)).toBe(await md5File(target));
    const entries = await listArchive(target);
    expect(entries.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "a/b.txt", size: 10, isDirectory: false },
      { path: "a/c", size: 0, isDirectory: true },
      { path: "d", size: 0, isDirectory: true },
    ]);
    const alone = join(fresh(), "h.7z");
    await createSevenZip(alone, [], { emptyFolders: ["train"] });
    // One folder of mode 0755 (0x41ed0000 above the bits for "directory, Unix"), no file, no time.
    expect(readFileSync(alone).subarray(32).toString("hex")).toBe(
      "0105010e01801905000000000011 0d00 74007200610069006e000000 150601001080ed41 0000".replaceAll(" ", ""),
    );
  });

  it("an empty folder of a 7z cannot have an unsafe name", async () => {
    const target = join(fresh(), "u.7z");
    expect(await failureOf(createSevenZip(target, [], { emptyFolders: ["../up"] }))).toContain('"../up"');
    expect(existsSync(target)).toBe(false);
  });

  it("a stored zip has the same bytes on every machine", async () => {
    const target = join(fresh(), "s.zip");
    await createZip(target, [{ name: "ä.txt", data: Buffer.from("x") }], { compression: "store" });
    const local =
      "504b03041400000800000000210083 16dc8c 01000000 01000000 0600 0000 c3a42e747874 78".replaceAll(" ", "");
    expect(readFileSync(target).toString("hex").startsWith(local)).toBe(true);
  });
});

describe.skipIf(!hasPython)("Python reads them", () => {
  const members = [
    { name: "a.txt", data: Buffer.from("alpha\n") },
    { name: "日本/b.bin", data: Buffer.alloc(100_000, "beta") },
    { name: "c.bin", data: Buffer.alloc(2_000_000, "gamma") },
  ];
  it.each<[string, (target: string) => Promise<void>, string]>([
    [
      "zip",
      (target) => createZip(target, members),
      "zipfile.ZipFile(a).testzip(); zipfile.ZipFile(a).extractall(o)",
    ],
    ["tar.gz", (target) => createTar(target, members, { gzip: true }), "tarfile.open(a).extractall(o)"],
  ])("%s", async (format, create, script) => {
    const directory = fresh();
    const archive = join(directory, `a.${format}`);
    const out = join(directory, "out");
    mkdirSync(out);
    await create(archive);
    execFileSync("python3", [
      "-W",
      "ignore",
      "-c",
      `import sys, zipfile, tarfile; a, o = sys.argv[1:]; ${script}`,
      archive,
      out,
    ]);
    for (const { name, data } of members) expect(readFileSync(join(out, name)).equals(data)).toBe(true);
  });

  it("zip64 headers too, as for members beyond 4 GiB", async () => {
    const data = Buffer.from("pretend to be large\n");
    const record = {
      name: Buffer.from("l.txt"),
      deflated: false,
      crc: crc32(data),
      packedSize: data.length,
      size: data.length,
      offset: 0,
      zip64: true,
    };
    const head = Buffer.concat([localHeader(record), data]);
    const central = centralHeader(record);
    const archive = join(fresh(), "z64.zip");
    writeFileSync(
      archive,
      Buffer.concat([head, central, endOfCentralDirectory(1, head.length, head.length + central.length)]),
    );
    const out = execFileSync("python3", [
      "-c",
      "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('l.txt').decode(), end='')",
      archive,
    ]);
    expect(out.toString()).toBe("pretend to be large\n");
    const own = fresh();
    await extractArchive(archive, own);
    expect(tree(own)).toEqual({ "l.txt": "pretend to be large\n" });
  });

  it("more than 65,535 members", async () => {
    const archive = join(fresh(), "many.zip");
    const many = Array.from({ length: 70_000 }, (_, index) => ({ name: `${index}`, data: new Uint8Array() }));
    await createZip(archive, many);
    const out = execFileSync("python3", [
      "-c",
      "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))",
      archive,
    ]);
    expect(out.toString().trim()).toBe("70000");
  });
});

describe("what cannot go into an archive", () => {
  const data = Buffer.from("x");
  it.each([
    [[{ name: "../a", data }], '"../a" cannot be a name'],
    [[{ name: "/a", data }], '"/a" cannot be a name'],
    [[{ name: "a//b", data }], '"a//b" cannot be a name'],
    [[{ name: "a\\b", data }], "cannot be a name"],
    [[{ name: "", data }], "cannot be a name"],
    [
      [
        { name: "a", data },
        { name: "a", data },
      ],
      'Two files have the name "a"',
    ],
    [[{ name: "a" }], "neither a path nor data"],
    [[{ name: "a", path: "/no/such/file" }], "/no/such/file"],
  ])("%j", async (members, reason) => {
    const directory = fresh();
    for (const create of [createZip, createTar, createSevenZip]) {
      expect(await failureOf(create(join(directory, "a.bin"), members))).toContain(reason);
    }
    expect(readdirSync(directory)).toEqual([]);
  });
});

it("an existing archive stays when its replacement fails", async () => {
  const directory = fresh();
  const target = join(directory, "a.zip");
  const input = join(directory, "in");
  mkdirSync(target);
  writeFileSync(input, "x");
  expect(await failureOf(createZip(target, [{ name: "a", path: input }]))).toContain(target);
  expect(existsSync(target)).toBe(true);
  expect(readdirSync(directory).sort()).toEqual(["a.zip", "in"]);
});
