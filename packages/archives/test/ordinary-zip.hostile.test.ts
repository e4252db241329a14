import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describeError } from "@mlebench/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../src/checksum.js";
import { type ArchiveEntry, archiveFormat, extractArchive, listArchive } from "../src/index.js";
import { centralHeader, endOfCentralDirectory, localHeader, type ZipRecord } from "../src/zip-format.js";
import { openZip } from "../src/zip-reader.js";
import { failureOf, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();
const seed = 20_261_129;
/** More for a search of hours: MLEBENCH_ZIP_RUNS=100000. */
const numRuns = Number(process.env.MLEBENCH_ZIP_RUNS ?? 1000);

interface Part {
  name: string;
  data: Buffer;
  deflated: boolean;
  zip64: boolean;
  /** Of the row in the table of contents. */
  flags: number;
  attributes: number;
  extra: Buffer;
  /** Of the local header alone. */
  localExtra: Buffer;
}

/** A zip file as programs write them, with any names and extra fields. */
function zipOf(parts: readonly Part[], { prefix, comment }: { prefix: Buffer; comment: Buffer }): Buffer {
  const bodies: Buffer[] = [];
  const rows: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflated, zip64, flags, attributes, extra, localExtra } of parts) {
    const body = deflated ? deflateRawSync(data) : data;
    const record: ZipRecord = {
      name: Buffer.from(name),
      ...{ deflated, zip64, offset, crc: crc32(data), packedSize: body.length, size: data.length },
    };
    const local = localHeader(record);
    local.writeUInt16LE(local.readUInt16LE(28) + localExtra.length, 28);
    const row = centralHeader(record);
    row.writeUInt16LE(row.readUInt16LE(8) | flags, 8);
    row.writeUInt16LE(row.readUInt16LE(30) + extra.length, 30);
    row.writeUInt32LE(attributes, 38);
    bodies.push(local, localExtra, body);
    rows.push(row, extra);
    offset += local.length + localExtra.length + body.length;
  }
  const size = rows.reduce((sum, { length }) => sum + length, 0);
  const end = endOfCentralDirectory(parts.length, offset, offset + size);
  end.writeUInt16LE(comment.length, end.length - 2);
  return Buffer.concat([prefix, ...bodies, ...rows, end, comment]);
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const field = fc
  .tuple(fc.constantFrom(0x5455, 0x7875, 0x7075, 0x000a, 1), bytes(12))
  .map(([tag, data]) => Buffer.concat([Buffer.from([tag & 255, tag >> 8, data.length, 0]), data]));
const extra = fc.oneof(
  { weight: 6, arbitrary: fc.constant(Buffer.alloc(0)) },
  { weight: 2, arbitrary: fc.array(field, { maxLength: 3 }).map((fields) => Buffer.concat(fields)) },
  { weight: 1, arbitrary: bytes(6) },
);
const name = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^(?:[ab]\/){0,2}[a-d]{1,2}\.(?:csv|jpg)$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("a", "a/", "A.csv", "a/b/", "b", "ä.csv", "日本/本.jpg", "e\u0301", "é"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "../x",
      "/x",
      "C:x",
      "a//b",
      "./a",
      "a/./b",
      "a\\b",
      "x\0y",
      "",
      "/",
      "a/..",
      "..a",
      "a:b",
    ),
  },
);
const part: fc.Arbitrary<Part> = fc.record({
  name,
  data: fc.oneof(
    bytes(40),
    fc.nat(300).map((length) => Buffer.alloc(length, "text ")),
  ),
  deflated: fc.boolean(),
  zip64: fc.nat(9).map((value) => value === 0),
  flags: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(1, 8, 0x40, 0x800)),
  attributes: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(0, 0o100644 * 2 ** 16) },
    fc.constantFrom(0o120777 * 2 ** 16, 0o040755 * 2 ** 16),
  ),
  extra,
  localExtra: extra,
});
const around = fc.record({
  prefix: fc.oneof({ weight: 9, arbitrary: fc.constant(Buffer.alloc(0)) }, bytes(20)),
  comment: fc.oneof({ weight: 9, arbitrary: fc.constant(Buffer.alloc(0)) }, bytes(20)),
});
type Damage = (zip: Buffer) => Buffer;
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constant<Damage>((zip) => zip),
  fc.tuple(share, fc.nat(255)).map(
    ([at, value]): Damage =>
      (zip) => {
        zip[Math.floor(at * zip.length)] = value;
        return zip;
      },
  ),
  fc.tuple(share, fc.constantFrom(0, 1, 0xffff, 0xffffffff)).map(
    ([at, value]): Damage =>
      (zip) => {
        zip.writeUInt32LE(value, Math.floor(at * (zip.length - 4)));
        return zip;
      },
  ),
  share.map(
    (at): Damage =>
      (zip) =>
        zip.subarray(0, Math.floor(at * zip.length)),
  ),
  fc.tuple(share, bytes(9)).map(
    ([at, added]): Damage =>
      (zip) => {
        const place = Math.floor(at * zip.length);
        return Buffer.concat([zip.subarray(0, place), added, zip.subarray(place)]);
      },
  ),
  fc.tuple(share, share).map(
    ([at, size]): Damage =>
      (zip) => {
        const place = Math.floor(at * zip.length);
        return Buffer.concat([zip.subarray(0, place), zip.subarray(place + Math.ceil(size * 9))]);
      },
  ),
);

interface End {
  files?: Record<string, string>;
  summary?: object;
  failure?: string;
  warnings: string[];
}

/** @param isExact whether every member goes through the reader that explains what is wrong */
async function endOf(archive: string, out: string, isExact: boolean): Promise<End> {
  const warnings: string[] = [];
  const options = { ...(isExact && { only: () => true }), onWarning: (line: string) => warnings.push(line) };
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  try {
    const summary = await extractArchive(archive, out, options);
    return { summary, files: tree(out), warnings };
  } catch {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    return { failure: await failureOf(extractArchive(archive, out, options)), warnings };
  }
}

const listed = (entries: Promise<ArchiveEntry[]>): Promise<unknown> =>
  entries.catch((error: unknown) => describeError(error));

/** The list of the reader that explains what is wrong. */
async function exactList(archive: string): Promise<ArchiveEntry[]> {
  await archiveFormat(archive);
  const reader = await openZip(archive);
  const entries: ArchiveEntry[] = [];
  try {
    for await (const { path, size, kind } of reader.members())
      if (path !== "") entries.push({ path, size, isDirectory: kind === "directory" });
  } finally {
    await reader.close();
  }
  return entries;
}

describe("an ordinary zip file", () => {
  it("comes out as through the reader that explains what is wrong, whatever is done to it", {
    timeout: 600_000,
  }, async () => {
    const directory = fresh();
    const [archive, out] = [join(directory, "a.zip"), join(directory, "out")];
    const ends = { files: 0, failures: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), around, damage, async (parts, rest, spoil) => {
        writeFileSync(archive, spoil(zipOf(parts, rest)));
        const ours = await endOf(archive, out, false);
        expect(ours).toEqual(await endOf(archive, out, true));
        expect(await listed(listArchive(archive))).toEqual(await listed(exactList(archive)));
        ends[ours.failure === undefined ? "files" : "failures"] += 1;
      }),
      { numRuns, seed },
    );
    expect(Math.min(ends.files, ends.failures)).toBeGreaterThan(numRuns / 10);
  });
});
