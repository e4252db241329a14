import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Progress } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { crc32 } from "../src/checksum.js";
import {
  createSevenZip,
  createTar,
  createZip,
  estimateExtractedSize,
  extractArchive,
  listArchive,
} from "../src/index.js";
import { centralHeader, endOfCentralDirectory, localHeader, type ZipRecord } from "../src/zip-format.js";
import { failureOf, place, pythonArchive, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();
const python = (name: string) => place(fresh(), name, pythonArchive(name));
const noise = (length: number) => {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
};

describe("what Python packed", () => {
  const longName = [..."def"].map((letter) => letter.repeat(90)).join("/");
  const fromTar = {
    "a.txt": "alpha\n",
    "empty.txt": "",
    "sub/日本.txt": "beta\n",
    [`${longName}.txt`]: "long\n",
  };
  it.each<[string, Record<string, string>]>([
    ["plain.zip", { "a.txt": "alpha\n", "sub/b.txt": "beta\n".repeat(100) }],
    ["names.zip", { "café/日本 🐋.txt": "1", "with space,comma.txt": "2" }],
    ["zip64.zip", { "big.txt": "eight-byte sizes\n" }],
    ["lzma.zip", { "l.txt": "packed by lzma\n".repeat(50) }],
    ["bzip2.zip", { "b.txt": "packed by bzip2\n".repeat(50) }],
    ["duplicate.zip", { "other.txt": "other", "same.txt": "last" }],
    ["link-in.zip", { "a.txt": "alpha", link: "a.txt" }],
    ["empty.zip", {}],
    ["gnu.tar", fromTar],
    ["pax.tar", fromTar],
    ["ustar.tar.gz", { "a.txt": "alpha\n", "b/c.txt": "gamma\n".repeat(1000) }],
    ["plain.7z", { "a.txt": "alpha\n", "sub/日本 *.txt": "beta\n".repeat(100) }],
  ])("comes out of %s", async (name, files) => {
    const { archive, out } = python(name);
    const summary = await extractArchive(archive, out);
    expect(tree(out)).toEqual(files);
    if (name !== "duplicate.zip") {
      const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      expect(summary).toEqual({ files: Object.keys(files).length, bytes });
    }
  });

  it.each(["zip", "tar", "7z"])("is listed, directories too (%s)", async (format) => {
    const { archive } = python(format === "tar" ? "gnu.tar" : `plain.${format}`);
    const entries = await listArchive(archive);
    expect(entries).toContainEqual({ path: "a.txt", size: 6, isDirectory: false });
    expect(entries).toContainEqual({ path: "sub", size: 0, isDirectory: true });
  });

  it("keeps empty directories", async () => {
    const { archive, out } = python("plain.7z");
    await extractArchive(archive, out);
    expect(lstatSync(join(out, "empty")).isDirectory()).toBe(true);
  });
});

describe("what this package packs comes out again", () => {
  const members = [
    { name: "b/ünï.bin", data: noise(70_000) },
    { name: "a.bin", data: new Uint8Array(3_000_000).fill(65) },
    { name: "large.bin", data: noise(1_500_000) },
    { name: "none.txt", data: new Uint8Array() },
  ];
  it.each<[string, (path: string) => Promise<void>]>([
    ["zip", (path) => createZip(path, members)],
    ["stored zip", (path) => createZip(path, members, { compression: "store" })],
    ["tar", (path) => createTar(path, members)],
    ["tar.gz", (path) => createTar(path, members, { gzip: true })],
    ["7z", (path) => createSevenZip(path, members)],
  ])("%s", async (_format, create) => {
    const directory = fresh();
    const archive = join(directory, "archive.bin");
    await create(archive);
    const out = join(directory, "new", "out");
    const reports: Progress[] = [];
    const summary = await extractArchive(archive, out, { onProgress: (progress) => reports.push(progress) });
    expect(summary).toEqual({ files: 4, bytes: 4_570_000 });
    for (const { name, data } of members) expect(readFileSync(join(out, name)).equals(data)).toBe(true);
    expect(reports.at(-1)).toMatchObject({ done: 4_570_000, unit: "bytes" });
    expect(readdirSync(out).sort()).toEqual(["a.bin", "b", "large.bin", "none.txt"]);
    expect((await listArchive(archive)).map(({ path, size }) => [path, size]).sort()).toEqual(
      members.map(({ name, data }) => [name, data.length]).sort(),
    );
  });
});

it.each(["store", "deflate"] as const)(
  "many large files of a zip leave nothing with its handle (%s)",
  async (compression) => {
    const directory = fresh();
    const archive = join(directory, "many.zip");
    const data = noise(1_100_000);
    const files = Array.from({ length: 12 }, (_, i) => ({ name: `${i}.bin`, data }));
    await createZip(archive, files, { compression });
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    try {
      await extractArchive(archive, join(directory, "out"));
      // Warnings come a turn later.
      await new Promise((done) => setTimeout(done, 0));
    } finally {
      process.off("warning", onWarning);
    }
    expect(warnings).toEqual([]);
  },
);

describe("zip files of yazl", () => {
  it("are read although sizes and checksums come after the data", async () => {
    const { archive, out } = place(fresh(), "y.zip", Buffer.alloc(0));
    // In a process of its own: under vitest's import conditions yazl finds the wrong build of its CRC-32.
    const script = `
      const yazl = require(process.argv[1]);
      const zip = new yazl.ZipFile();
      zip.addReadStream(require("node:stream").Readable.from([Buffer.from("streamed\\n")]), "s.txt");
      zip.addBuffer(Buffer.from("eight\\n"), "z64.txt", { forceZip64Format: true });
      zip.addEmptyDirectory("hollow");
      zip.outputStream.pipe(require("node:fs").createWriteStream(process.argv[2]));
      zip.end({ forceZip64Format: true });
    `;
    execFileSync(process.execPath, ["-e", script, createRequire(import.meta.url).resolve("yazl"), archive]);
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ "s.txt": "streamed\n", "z64.txt": "eight\n" });
    expect(existsSync(join(out, "hollow"))).toBe(true);
  });
});

describe("options", () => {
  it.each(["plain.zip", "gnu.tar", "plain.7z"])("`only` chooses (%s)", async (name) => {
    const { archive, out } = python(name);
    const summary = await extractArchive(archive, out, { only: (path) => path === "a.txt" });
    expect(summary).toEqual({ files: 1, bytes: 6 });
    expect(readdirSync(out)).toEqual(["a.txt"]);
  });

  it.each(["plain.zip", "gnu.tar", "plain.7z"])(
    "existing files are replaced, or kept on request (%s)",
    async (name) => {
      const { archive, out } = python(name);
      writeFileSync(join(out, "a.txt"), "mine");
      const message = await failureOf(extractArchive(archive, out, { overwrite: false }));
      expect(message).toContain(join(out, "a.txt"));
      expect(readFileSync(join(out, "a.txt"), "utf8")).toBe("mine");
      await extractArchive(archive, out);
      expect(readFileSync(join(out, "a.txt"), "utf8")).toBe("alpha\n");
    },
  );

  it.each(["plain.zip", "gnu.tar", "plain.7z"])("limits hold (%s)", async (name) => {
    const { archive, out } = python(name);
    expect(await failureOf(extractArchive(archive, out, { limits: { maxBytes: 5 } }))).toContain(
      "at most 5 bytes",
    );
    expect(await failureOf(extractArchive(archive, out, { limits: { maxEntries: 1 } }))).toContain(
      "too many entries",
    );
  });
});

describe("gzip", () => {
  it("gives one file with the archive's name without its ending", async () => {
    const { archive, out } = place(fresh(), "train.csv.gz", gzipSync("id,x\n1,2\n"));
    expect(await listArchive(archive)).toEqual([{ path: "train.csv", size: 9, isDirectory: false }]);
    expect(await extractArchive(archive, out)).toEqual({ files: 1, bytes: 9 });
    expect(tree(out)).toEqual({ "train.csv": "id,x\n1,2\n" });
  });

  it("that is cut short or altered is refused and leaves nothing", async () => {
    const whole = gzipSync(noise(100_000));
    const altered = Buffer.from(whole);
    altered[whole.length - 6] ^= 1;
    for (const bytes of [whole.subarray(0, -20), altered]) {
      const { archive, out } = place(fresh(), "x.gz", bytes);
      expect(await failureOf(extractArchive(archive, out))).toMatch(
        /damaged or incomplete.*download it again/i,
      );
      expect(readdirSync(out)).toEqual([]);
    }
  });

  it("that expands absurdly is stopped on the way", async () => {
    const { archive, out } = place(fresh(), "zeros.gz", gzipSync(new Uint8Array(20_000_000)));
    const message = await failureOf(extractArchive(archive, out, { limits: { maxRatio: 200 } }));
    expect(message).toContain("zip bomb");
    expect(readdirSync(out)).toEqual([]);
  });
});

describe("archives that would write elsewhere", () => {
  it.each([
    ["parent.zip", '".."'],
    ["inner-parent.zip", '".."'],
    ["absolute.zip", "absolute path"],
    ["drive.zip", "drive letter"],
    ["backslash.zip", '".."'],
    ["link-out.zip", "leads out of the destination"],
    ["parent.tar", '".."'],
    ["absolute.tar", "absolute path"],
    ["link-absolute.tar", "leads out of the destination"],
    ["link-parent.tar", "leads out of the destination"],
    ["link-chain.tar", "leads out of the destination"],
    ["hard-out.tar", '".."'],
    ["device.tar", "not a file, directory or link"],
    ["link.7z", "symbolic links"],
  ])("%s is refused", async (name, reason) => {
    const { archive, out } = python(name);
    const message = await failureOf(extractArchive(archive, out));
    expect(message).toContain(reason);
    expect(message).toContain(archive);
    expect(existsSync(join(dirname(out), "evil.txt"))).toBe(false);
    expect(readdirSync(dirname(out))).toEqual(["out"]);
  });

  it("zip files are refused before anything is written", async () => {
    const { archive, out } = python("parent.zip");
    await failureOf(extractArchive(archive, out));
    expect(readdirSync(out)).toEqual([]);
  });

  it("nothing is written through a link that the archive brought", async () => {
    const { archive, out } = python("link-through.tar");
    await failureOf(extractArchive(archive, out));
    expect(readdirSync(dirname(out))).toEqual(["out"]);
    expect(lstatSync(join(out, "e")).isDirectory()).toBe(true);
  });

  it("a NUL in a name is refused", async () => {
    const { archive, out } = place(fresh(), "nul.zip", Buffer.alloc(0));
    await createZip(archive, [{ name: "aXb.txt", data: Buffer.from("x") }], { compression: "store" });
    const bytes = readFileSync(archive);
    for (let at = bytes.indexOf("aXb"); at !== -1; at = bytes.indexOf("aXb", at)) bytes[at + 1] = 0;
    writeFileSync(archive, bytes);
    expect(await failureOf(extractArchive(archive, out))).toContain("NUL");
  });

  it("a link at the place of a file is replaced, not followed", async () => {
    const { archive, out } = python("plain.zip");
    const outside = join(dirname(out), "outside.txt");
    writeFileSync(outside, "untouched");
    symlinkSync(outside, join(out, "a.txt"));
    await extractArchive(archive, out);
    expect(readFileSync(outside, "utf8")).toBe("untouched");
    expect(readFileSync(join(out, "a.txt"), "utf8")).toBe("alpha\n");
  });
});

describe("links inside a tar", () => {
  it("stay links when they are symbolic and become files when they are hard", async () => {
    const { archive, out } = python("links.tar");
    expect(await extractArchive(archive, out)).toEqual({ files: 2, bytes: 10 });
    expect(readlinkSync(join(out, "a", "soft"))).toBe("data.txt");
    expect(readFileSync(join(out, "b", "up"), "utf8")).toBe("data\n");
    writeFileSync(join(out, "hard.txt"), "changed");
    expect(readFileSync(join(out, "a", "data.txt"), "utf8")).toBe("data\n");
    await extractArchive(archive, out);
    expect(readFileSync(join(out, "hard.txt"), "utf8")).toBe("data\n");
  });

  it("to a file that is missing are damage", async () => {
    const { archive, out } = python("hard-missing.tar");
    expect(await failureOf(extractArchive(archive, out))).toContain("nowhere.txt");
  });
});

describe("damaged archives", () => {
  const pack = async (size: number) => {
    const { archive, out } = place(fresh(), "d.zip", Buffer.alloc(0));
    await createZip(archive, [{ name: "data.bin", data: noise(size) }], { compression: "store" });
    return { archive, out, bytes: readFileSync(archive) };
  };

  it.each([1000, 200_000, 2_000_000])("a changed byte is noticed in a file of %d bytes", async (size) => {
    const { archive, out, bytes } = await pack(size);
    bytes[500] ^= 1;
    writeFileSync(archive, bytes);
    expect(await failureOf(extractArchive(archive, out))).toMatch(
      /checksum \(CRC-32\) of "data.bin".*Delete it/,
    );
    expect(readdirSync(out)).toEqual([]);
  });

  it("a file that is longer than stated is not written", async () => {
    for (const size of [50_000, 500_000, 3_000_000]) {
      const { archive, out } = place(fresh(), "l.zip", Buffer.alloc(0));
      await createZip(archive, [{ name: "data.bin", data: new Uint8Array(size) }]);
      const bytes = readFileSync(archive);
      const table = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
      bytes.writeUInt32LE(10, table + 24);
      writeFileSync(archive, bytes);
      expect(await failureOf(extractArchive(archive, out))).toContain("damaged or incomplete");
      expect(readdirSync(out)).toEqual([]);
    }
  });

  it("a zip bomb is refused by its own table of contents", async () => {
    const { archive, out, bytes } = await pack(1000);
    bytes.writeUInt32LE(0xf0000000, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    bytes.writeUInt16LE(8, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 10);
    writeFileSync(archive, bytes);
    expect(await failureOf(extractArchive(archive, out))).toContain("zip bomb");
  });

  it.each([
    ["plain.zip", 40],
    ["plain.zip", 200],
    ["ustar.tar.gz", 40],
    ["ustar.tar.gz", 130],
    ["gnu.tar", 515],
    ["gnu.tar", 1024],
    ["gnu.tar", 1700],
    ["plain.7z", 33],
    ["plain.7z", 150],
  ])("%s cut short after %d bytes is refused", async (name, end) => {
    const whole = pythonArchive(name);
    expect(end).toBeLessThan(whole.length);
    const { archive, out } = place(fresh(), name, whole.subarray(0, end));
    expect(await failureOf(extractArchive(archive, out))).toMatch(/damaged or incomplete/);
  });

  it("a changed byte in a 7z is noticed", async () => {
    const bytes = pythonArchive("plain.7z");
    bytes[40] ^= 1;
    const { archive, out } = place(fresh(), "x.7z", bytes);
    expect(await failureOf(extractArchive(archive, out))).toMatch(/damaged or incomplete/);
    expect(readdirSync(out)).toEqual([]);
  });

  it("a 7z with a password says so", async () => {
    const { archive, out } = python("password.7z");
    expect(await failureOf(extractArchive(archive, out))).toContain("encrypted with a password");
    expect(readdirSync(out)).toEqual([]);
  });
});

describe("what is no archive", () => {
  it.each([
    ["", "is empty"],
    ["<!DOCTYPE html><html>", "web page"],
    ["BZh91AY", "bzip2"],
    ["id,x\n1,2\n", "Unknown archive format"],
  ])("%j is named", async (text, reason) => {
    const { archive, out } = place(fresh(), "train.zip", Buffer.from(text));
    const message = await failureOf(extractArchive(archive, out));
    expect(message).toContain(reason);
    expect(message).toContain(archive);
  });

  it("a missing file is named", async () => {
    const path = join(fresh(), "none.zip");
    expect(await failureOf(extractArchive(path, fresh()))).toContain(`File not found (${path})`);
    expect(await failureOf(listArchive(path))).toContain(path);
  });
});

it("a directory in the way of a file is named", async () => {
  const { archive, out } = python("plain.zip");
  mkdirSync(join(out, "a.txt", "inner"), { recursive: true });
  expect(await failureOf(extractArchive(archive, out))).toContain(join(out, "a.txt"));
  expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

describe("the size once extracted", () => {
  it.each([
    ["plain.zip", 506],
    ["zip64.zip", 17],
    ["plain.7z", 506],
  ])("of %s is in its table of contents", async (name, bytes) => {
    const { archive } = python(name);
    expect(await estimateExtractedSize(archive)).toBe(bytes);
  });

  it("of gzip is in its last bytes, and of a tar about its own", async () => {
    const gz = place(fresh(), "x.gz", gzipSync(new Uint8Array(123_456))).archive;
    expect(await estimateExtractedSize(gz)).toBe(123_456);
    const tar = python("gnu.tar").archive;
    expect(await estimateExtractedSize(tar)).toBe(pythonArchive("gnu.tar").length);
  });

  it("of gzip over 4 GiB is not taken for its remainder", async () => {
    const bytes = Buffer.concat([gzipSync(noise(3000)), Buffer.from([10, 0, 0, 0])]);
    const { archive } = place(fresh(), "x.gz", bytes);
    expect(await estimateExtractedSize(archive)).toBe(10 + 2 ** 32);
  });
});

describe("what other programs pack", () => {
  it("folders of Windows, with backslashes, are folders", async () => {
    const { archive, out } = place(
      fresh(),
      "windows.zip",
      windowsZip([
        ["data\\", ""],
        ["data\\train.csv", "id\n1\n"],
        ["data\\images\\a.txt", "a"],
        ["top.csv", "t"],
      ]),
    );
    await extractArchive(archive, out);
    expect(tree(out)).toEqual({ "data/images/a.txt": "a", "data/train.csv": "id\n1\n", "top.csv": "t" });
    expect((await listArchive(archive)).map(({ path, isDirectory }) => [path, isDirectory])).toEqual([
      ["data", true],
      ["data/train.csv", false],
      ["data/images/a.txt", false],
      ["top.csv", false],
    ]);
  });

  it("a duplicate file has its last content, and a warning", async () => {
    const { archive, out } = python("duplicate.zip");
    const warnings: string[] = [];
    await extractArchive(archive, out, { onWarning: (line) => warnings.push(line) });
    expect(tree(out)).toEqual({ "other.txt": "other", "same.txt": "last" });
    expect(warnings).toEqual([
      "The archive contains `same.txt` more than once. The last copy of each is used.",
    ]);

    warnings.length = 0;
    await extractArchive(archive, out, { onWarning: (line) => warnings.push(line) });
    expect(warnings, "files that were there before are no duplicates").toEqual([]);
  });
});

describe("permissions", () => {
  const modes = (out: string) =>
    Object.fromEntries(
      readdirSync(out, { recursive: true })
        .map(String)
        .sort()
        .map((name) => [name, (statSync(join(out, name)).mode & 0o7777).toString(8)]),
    );
  const packed = { mode: "4777", files: { "a.sh": "echo a", "deep/b.txt": "b" } };
  const expected = (umask: number) => {
    const [file, directory] = [0o644 & ~umask, 0o755 & ~umask].map((mode) => mode.toString(8));
    return { "a.sh": file, deep: directory, "deep/b.txt": file };
  };

  it.each(
    ["zip", "tar", "7z"].flatMap((format) => [0, 0o2, 0o22, 0o77].map((umask) => [format, umask] as const)),
  )("of a %s under umask %i: nobody else may write, and nothing is a program", async (format, umask) => {
    const folder = fresh();
    const source = join(folder, "source");
    for (const [name, text] of Object.entries(packed.files)) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), text);
      execFileSync("chmod", [packed.mode, join(source, name)]);
    }
    const archive = join(folder, `a.${format}`);
    const members = Object.keys(packed.files).map((name) => ({ name, path: join(source, name) }));
    if (format === "zip") writeFileSync(archive, withUnixModes(await zipBytes(archive, members), 0o104777));
    else if (format === "tar")
      execFileSync("tar", ["-cf", archive, "-C", source, ...Object.keys(packed.files)]);
    else await createSevenZip(archive, members);
    const out = join(folder, "out");
    const before = process.umask(umask);
    try {
      await extractArchive(archive, out);
    } finally {
      process.umask(before);
    }
    expect(modes(out)).toEqual(expected(umask));
    expect((statSync(out).mode & 0o777).toString(8)).toBe((0o755 & ~umask).toString(8));
  });
});

/** A zip whose names are as given, backslashes too, with the marks of a program on Windows. */
function windowsZip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const table: ZipRecord[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const data = Buffer.from(text);
    const sizes = { packedSize: data.length, size: data.length };
    const record = {
      name: Buffer.from(name),
      deflated: false,
      crc: crc32(data),
      ...sizes,
      offset,
      zip64: false,
    };
    parts.push(localHeader(record), data);
    offset += parts[parts.length - 2].length + data.length;
    table.push(record);
  }
  const rows = table.map((record) => {
    const row = centralHeader(record);
    // Made by MS-DOS, so without Unix modes.
    row.writeUInt16LE(20, 4);
    row.writeUInt32LE(0, 38);
    return row;
  });
  const end = endOfCentralDirectory(
    table.length,
    offset,
    offset + rows.reduce((sum, row) => sum + row.length, 0),
  );
  return Buffer.concat([...parts, ...rows, end]);
}

async function zipBytes(path: string, members: { name: string; path: string }[]): Promise<Buffer> {
  await createZip(path, members);
  return readFileSync(path);
}

/** The same zip with another Unix mode of every member. */
function withUnixModes(zip: Buffer, mode: number): Buffer {
  const changed = Buffer.from(zip);
  for (let at = changed.indexOf("PK\u0001\u0002"); at !== -1; at = changed.indexOf("PK\u0001\u0002", at + 4))
    changed.writeUInt32LE(mode * 2 ** 16, at + 38);
  return changed;
}
