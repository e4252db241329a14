import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../src/checksum.js";
import { createZip, extractArchive, impostorIn, listArchive } from "../src/index.js";
import { collisionCheck, foldsNames } from "../src/name-collisions.js";
import { centralHeader, endOfCentralDirectory, localHeader, type ZipRecord } from "../src/zip-format.js";
import { failureOf, place, pythonArchive, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();

/** Bytes of a local header and its data, and what the table of contents says of them. */
function zipPart(name: string, data: Uint8Array, offset: number, changes: Partial<ZipRecord> = {}) {
  const record: ZipRecord = {
    name: Buffer.from(name),
    deflated: false,
    crc: crc32(data),
    packedSize: data.length,
    size: data.length,
    offset,
    zip64: false,
    ...changes,
  };
  return { bytes: Buffer.concat([localHeader(record), data]), record };
}

/** A zip file of parts and a table of contents that need not agree. */
function zipOf(parts: Buffer[], table: ZipRecord[], prefix = Buffer.alloc(0)): Buffer {
  const data = Buffer.concat(parts);
  const rows = Buffer.concat(table.map(centralHeader));
  const end = endOfCentralDirectory(table.length, data.length, data.length + rows.length);
  return Buffer.concat([prefix, data, rows, end]);
}

const put = (bytes: Uint8Array, name = "h.zip") => place(fresh(), name, bytes);
const nothingOutside = (out: string) => expect(readdirSync(dirname(out))).toEqual(["out"]);

describe("zip bombs", () => {
  it("with members that are all the same bytes are refused", async () => {
    const kernel = zipPart("0", Buffer.alloc(5000, 7), 0);
    const table = Array.from({ length: 200 }, (_, index) => ({
      ...kernel.record,
      name: Buffer.from(`${index}`),
    }));
    const { archive, out } = put(zipOf([kernel.bytes], table));
    expect(await failureOf(extractArchive(archive, out))).toContain("share the same bytes");
    expect(readdirSync(out)).toEqual([]);
  });

  it("with members that quote the headers of the next ones are refused, in any order of the table", async () => {
    // As in Fifield's construction: the first member's data are the whole second member, header included.
    const inner = zipPart("inner", Buffer.alloc(5000, 7), 30 + 5);
    const outer = zipPart("outer", inner.bytes, 0);
    for (const table of [
      [outer.record, inner.record],
      [inner.record, outer.record],
    ]) {
      const { archive, out } = put(zipOf([outer.bytes], table));
      expect(await failureOf(extractArchive(archive, out))).toContain("share the same bytes");
      expect(readdirSync(out)).toEqual([]);
    }
  });

  it("are not seen in members that follow one another in another order than the table's", async () => {
    const parts = ["a", "b", "c"].map((name, index) => zipPart(name, Buffer.from(name), index * 32));
    const [a, b, c] = parts.map(({ record }) => record);
    const { archive, out } = put(
      zipOf(
        parts.map(({ bytes }) => bytes),
        [c, a, b],
      ),
    );
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ a: "a", b: "b", c: "c" });
  });

  it("that say less than they hold are stopped at what they say", async () => {
    const packed = deflateRawSync(Buffer.alloc(30_000_000));
    const liar = zipPart("liar", packed, 0, { deflated: true, size: 2_000_000, crc: 0 });
    const { archive, out } = put(zipOf([liar.bytes], [liar.record]));
    expect(await failureOf(extractArchive(archive, out))).toContain("instead of the 2000000 stated");
    expect(readdirSync(out)).toEqual([]);
  });

  it("inside a harmless archive stay packed: nothing is extracted that was not asked for", async () => {
    const directory = fresh();
    const { archive: bomb } = place(directory, "bomb.zip", Buffer.alloc(0));
    await createZip(bomb, [{ name: "zeros", data: new Uint8Array(20_000_000) }]);
    const outer = join(directory, "outer.zip");
    await createZip(outer, [{ name: "bomb.zip", path: bomb }]);
    const out = join(directory, "destination", "out");
    await extractArchive(outer, out);
    expect(readdirSync(out)).toEqual(["bomb.zip"]);
  });
});

describe("zip files that are not as other zip files", () => {
  const hello = (offset = 0) => zipPart("hello.txt", Buffer.from("hello\n"), offset);

  it.each([
    ["counted from the zip file", 0],
    ["counted from the file's start", 1],
  ])("may have bytes in front, places %s", async (_label, absolute) => {
    const prefix = Buffer.from("#!/bin/sh\nexec unzip $0\n");
    const { record, bytes } = hello(absolute * prefix.length);
    const table = centralHeader(record);
    const tableStart = bytes.length + absolute * prefix.length;
    const end = endOfCentralDirectory(1, tableStart, tableStart + table.length);
    const { archive, out } = put(Buffer.concat([prefix, bytes, table, end]), "run.sh");
    expect(await listArchive(archive)).toEqual([{ path: "hello.txt", size: 6, isDirectory: false }]);
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ "hello.txt": "hello\n" });
  });

  it("may have bytes in front in zip64 too, and large members", async () => {
    const directory = fresh();
    const { archive, out } = place(directory, "large.zip", Buffer.alloc(0));
    const data = Buffer.alloc(3_000_000, "0123456789\n");
    await createZip(archive, [{ name: "l.txt", data }, ...many(65_600)], { compression: "store" });
    writeFileSync(archive, Buffer.concat([Buffer.from("in front"), readFileSync(archive)]));
    const summary = await extractArchive(archive, out, { only: (path) => path === "l.txt" });
    expect(summary.files).toBe(1);
    expect(readFileSync(join(out, "l.txt")).equals(data)).toBe(true);
  });

  it("may have bytes behind", async () => {
    const { record, bytes } = hello();
    const { archive, out } = put(
      Buffer.concat([zipOf([bytes], [record]), Buffer.from("\n<!-- mirrored -->\n")]),
    );
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ "hello.txt": "hello\n" });
  });

  it("may hold more members than their 16-bit count says", async () => {
    const { archive, out } = put(Buffer.alloc(0));
    await createZip(archive, many(65_600), { compression: "store" });
    const whole = readFileSync(archive);
    // What programs without zip64 write: no zip64 records, and the count of members without its higher bits.
    const tableStart = Number(whole.readBigUInt64LE(whole.length - 22 - 20 - 8));
    const tableEnd = whole.length - 22 - 20 - 56;
    const record = Buffer.from(whole.subarray(whole.length - 22));
    record.writeUInt16LE(65_600 - 65_536, 8);
    record.writeUInt16LE(65_600 - 65_536, 10);
    record.writeUInt32LE(tableEnd - tableStart, 12);
    record.writeUInt32LE(tableStart, 16);
    writeFileSync(archive, Buffer.concat([whole.subarray(0, tableEnd), record]));
    expect(await listArchive(archive)).toHaveLength(65_600);
    const summary = await extractArchive(archive, out, { only: (path) => Number(path) >= 65_590 });
    expect(summary.files).toBe(10);
  });
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${index}`, data: new Uint8Array() }));

describe("names that clash", () => {
  it.each([
    ["file first", ["a", "a/b"]],
    ["directory first", ["a/b", "a"]],
  ])("a file and a directory of one name are refused (%s)", async (_label, names) => {
    let offset = 0;
    const parts = names.map((name) => {
      const part = zipPart(name, Buffer.from(name), offset);
      offset += part.bytes.length;
      return part;
    });
    const { archive, out } = put(
      zipOf(
        parts.map(({ bytes }) => bytes),
        parts.map(({ record }) => record),
      ),
    );
    const message = await failureOf(extractArchive(archive, out));
    expect(message).toMatch(/A (file|directory) exists where a (directory|file) is needed/);
    expect(message).toContain(out);
    nothingOutside(out);
  });

  it("a link and a directory of one name are refused", async () => {
    const { archive, out } = put(pythonArchive("link-over-directory.tar"), "h.tar");
    expect(await failureOf(extractArchive(archive, out))).toMatch(/directory exists where a file is needed/);
    nothingOutside(out);
    expect(lstatSync(join(out, "d")).isDirectory()).toBe(true);
  });

  it("files that a folding file system takes for one are refused", () => {
    const check = collisionCheck("x.zip");
    check("Train/a.csv");
    check("Train/a.csv");
    check("other.csv");
    expect(() => check("train/A.csv")).toThrow(/"Train\/a.csv" and "train\/A.csv" are one file/);
    const accents = collisionCheck("x.zip");
    accents("caf\u00e9.csv");
    expect(() => accents("cafe\u0301.csv")).toThrow(/are one file/);
  });

  it("is asked of the file system itself", async () => {
    const directory = fresh();
    writeFileSync(join(directory, "a"), "");
    expect(await foldsNames(directory)).toBe(existsSync(join(directory, "A")));
    expect(readdirSync(directory)).toEqual(["a"]);
  });
});

describe("links", () => {
  it("behind a link that an earlier archive brought are judged by where they really lie", async () => {
    const { archive, out } = put(pythonArchive("link-behind.tar"), "h.tar");
    mkdirSync(join(out, "a/b"), { recursive: true });
    symlinkSync("../..", join(out, "a/b/x"));
    expect(await failureOf(extractArchive(archive, out))).toContain("leads out of the destination");
    expect(readdirSync(out).sort()).toEqual(["a"]);
  });

  it("behind a link out of the destination are refused", async () => {
    const { archive, out } = put(pythonArchive("link-behind.tar"), "h.tar");
    const elsewhere = fresh();
    mkdirSync(join(out, "a/b"), { recursive: true });
    symlinkSync(elsewhere, join(out, "a/b/x"));
    expect(await failureOf(extractArchive(archive, out))).toContain("outside the destination");
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("in one archive cannot climb over one another", async () => {
    const { archive, out } = put(pythonArchive("link-climb.tar"), "h.tar");
    expect(await failureOf(extractArchive(archive, out))).toContain("leads out of the destination");
    nothingOutside(out);
    for (const name of readdirSync(out)) expect(name).not.toBe("y");
  });

  it("of Windows in a 7z are refused", async () => {
    const { archive, out } = put(pythonArchive("windows-link.7z"), "h.7z");
    expect(await failureOf(extractArchive(archive, out))).toContain("symbolic links");
    expect(readdirSync(out)).toEqual([]);
  });
});

describe("gzip of several members", () => {
  it("is one file", async () => {
    const { archive, out } = put(
      Buffer.concat(["one\n", "two\n", ""].map((text) => gzipSync(text))),
      "t.csv.gz",
    );
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ "t.csv": "one\ntwo\n" });
  });

  it("is one tar", async () => {
    const whole = pythonArchive("gnu.tar");
    const parts = [whole.subarray(0, 700), whole.subarray(700, 1500), whole.subarray(1500)];
    const { archive, out } = put(Buffer.concat(parts.map((part) => gzipSync(part))), "t.tar.gz");
    const summary = await extractArchive(archive, out);
    expect(summary.files).toBe(4);
    expect(readFileSync(join(out, "a.txt"), "utf8")).toBe("alpha\n");
  });
});

const hasGnuTar = spawnSync("tar", ["--version"], { encoding: "utf8" }).stdout?.includes("GNU") === true;

describe.skipIf(!hasGnuTar)("tar files of GNU tar", () => {
  it.each(["gnu", "posix"])("with sparse files are refused, not misread (%s)", async (format) => {
    const directory = fresh();
    execFileSync(
      "sh",
      ["-c", "printf start > s && truncate -s 1M s && printf end >> s && printf x > plain"],
      {
        cwd: directory,
      },
    );
    execFileSync("tar", ["-S", `--format=${format}`, "-cf", "s.tar", "plain", "s"], { cwd: directory });
    const { archive, out } = put(readFileSync(join(directory, "s.tar")), "s.tar");
    expect(await failureOf(extractArchive(archive, out))).toMatch(/"s" .*sparse/);
    expect(existsSync(join(out, "s"))).toBe(false);
  });

  it("with members and headers of all sizes do not confuse the search for sparse ones", async () => {
    const directory = fresh();
    mkdirSync(join(directory, "d"));
    const lengths = [0, 1, 511, 512, 513, 262_143, 262_144, 262_145, 700_000];
    // Every name needs an extension header, and each body is full of what would be a sparse header.
    for (const length of lengths)
      writeFileSync(join(directory, "d", `${"é".repeat(60)}${length}`), Buffer.alloc(length, "S"));
    execFileSync("tar", ["--format=posix", "-cf", "t.tar", "d"], { cwd: directory });
    for (const [name, bytes] of [
      ["t.tar", readFileSync(join(directory, "t.tar"))],
      ["t.tar.gz", gzipSync(readFileSync(join(directory, "t.tar")))],
    ] as const) {
      const { archive, out } = put(bytes, name);
      expect((await extractArchive(archive, out)).files).toBe(lengths.length);
      for (const file of readdirSync(join(out, "d")))
        expect(lstatSync(join(out, "d", file)).size).toBe(Number(/\d+$/.exec(file)?.[0]));
    }
  });

  it.each(["v7", "oldgnu", "gnu", "ustar", "posix"])("come out in the format %s", async (format) => {
    const directory = fresh();
    mkdirSync(join(directory, "d/e"), { recursive: true });
    writeFileSync(join(directory, "d/e/f.txt"), "text\n");
    writeFileSync(join(directory, "d/g.bin"), Buffer.alloc(1_300_000, "abc"));
    execFileSync("tar", [`--format=${format}`, "-cf", "t.tar", "d"], { cwd: directory });
    const { archive, out } = put(readFileSync(join(directory, "t.tar")), "t.tar");
    expect(await extractArchive(archive, out)).toEqual({ files: 2, bytes: 1_300_005 });
    expect(readFileSync(join(out, "d/g.bin")).equals(Buffer.alloc(1_300_000, "abc"))).toBe(true);
  });
});

it("a 7z with one name twice gives its last content", async () => {
  const { archive, out } = put(pythonArchive("duplicate.7z"), "d.7z");
  await extractArchive(archive, out);
  expect(tree(out)).toEqual({ "a.txt": "last\n" });
});

const mayMount = process.platform === "linux" && process.getuid?.() === 0;
if (!mayMount)
  console.warn("SKIPPED: a disk without space for a directory needs root and the right to mount a tmpfs");

it.skipIf(!mayMount)("a disk without space for one more directory is called full", async () => {
  const { archive, out } = put(pythonArchive("plain.zip"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,nr_inodes=2", "tmpfs", out]);
  try {
    expect(await failureOf(extractArchive(archive, out))).toContain("The disk is full");
    expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  } finally {
    execFileSync("umount", [out]);
  }
});

describe("what is no archive", () => {
  it.each([
    ["<!DOCTYPE html><html>Please log in</html>", "a web page"],
    ["\uFEFF\n  <HTML><head>", "a web page"],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "a web page"],
    ['{"code":403,"message":"You must accept this competition\'s rules"}', "a JSON message"],
    ["{}", "a JSON message"],
    [
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
      "Git LFS pointer",
    ],
    ["", "empty"],
  ])("%j is named as %s", async (text, kind) => {
    const { archive, out } = put(Buffer.from(text));
    expect(await failureOf(extractArchive(archive, out))).toContain(kind);
    expect(await failureOf(listArchive(archive))).toContain(kind);
    expect(impostorIn(archive)?.words).toContain(kind);
    expect(readdirSync(out)).toEqual([]);
  });

  it("archives and other files are no impostors", async () => {
    for (const name of ["plain.zip", "empty.zip", "plain.7z", "gnu.tar", "ustar.tar.gz"])
      expect(impostorIn(put(pythonArchive(name)).archive), name).toBeUndefined();
    for (const text of ["id,label\n0,1\n", "<3\n", "{1,2}\n", "PK"])
      expect(impostorIn(put(Buffer.from(text)).archive), text).toBeUndefined();
  });
});
