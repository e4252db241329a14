import { closeSync, createReadStream, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { pauses, readFully } from "@mlebench/disk";
import { makeDirectory, replaceFileSyncWith, replaceFileWith } from "./atomic-file.js";
import { crc32 } from "./checksum.js";
import { isComplete } from "./resume.js";
import type { ZipTable } from "./zip-bounds.js";
import { localHeaderSignature, localHeaderSize } from "./zip-numbers.js";
import { type ZipRow, zipRows } from "./zip-rows.js";

/** An ordinary zip file, and where its files go; survives a structured clone. */
export interface ZipJob {
  archive: string;
  table: ZipTable;
  root: string;
  /** Whether files may be there already. */
  resume: boolean;
}

/** Consecutive rows of the table of contents. */
export interface ZipRun {
  /** Where the first row is in the file. */
  at: number;
  /** Of the first row in the table. */
  index: number;
  count: number;
}

/** What was extracted: everything, or with `failed` the rows before that one. */
export interface ZipRunResult {
  files: number;
  bytes: number;
  kept: number;
  /** The row that failed, and at which the run ended. */
  failed?: number;
}

/** Files up to this size, packed and unpacked, are read and written in one piece. */
const smallSize = 1 << 22;
export const zipWindowSize = 1 << 23;
const blockSize = 1 << 18;
/** Bytes between members over which the window is filled in one go. */
const smallGap = 1 << 16;
const usualSurplus = 64;
const mostDirectories = 10_000;

/**
 * Extracts a run, and stops at the first row that fails, for whatever reason.
 * @param isOver says for a row whether the run need not go on to it
 * @param window of {@link zipWindowSize} bytes, to be used by one run after another, and by none meanwhile
 */
export async function extractZipRun(
  { archive, table, root, resume }: ZipJob,
  run: ZipRun,
  onBytes: (bytes: number) => void,
  isOver: (index: number) => boolean = () => false,
  window = Buffer.allocUnsafeSlow(zipWindowSize),
): Promise<ZipRunResult> {
  const result: ZipRunResult = { files: 0, bytes: 0, kept: 0 };
  const descriptor = openSync(archive, "r");
  let index = run.index;
  try {
    const readMember = memberReader(descriptor, window);
    const makeParent = directoryCache();
    const pause = pauses();
    for (const row of zipRows(descriptor, table, run.at)) {
      if (index === run.index + run.count || isOver(index)) break;
      if (row === undefined) throw new Error("The archive has changed");
      const target = join(root, row.path);
      makeParent(row.isDirectory ? target : dirname(target));
      if (!row.isDirectory) {
        if (resume && (await isComplete(target, row.size, row.crc32))) result.kept += 1;
        else if (isSmall(row)) replaceFileSyncWith(target, unpack(row, readMember(row)));
        else await replaceFileWith(target, unpackedBlocks(archive, row, readMember(row)));
        result.files += 1;
        result.bytes += row.size;
        onBytes(row.size);
      }
      index += 1;
      await pause();
    }
  } catch {
    result.failed = index;
  } finally {
    closeSync(descriptor);
  }
  return result;
}

/** Sets a shared integer to `value` unless it is lower already. */
export function lower(shared: Int32Array, value: number): void {
  for (;;) {
    const known = Atomics.load(shared, 0);
    if (known <= value || Atomics.compareExchange(shared, 0, known, value) === known) return;
  }
}

const isSmall = ({ size, packedSize }: ZipRow): boolean => Math.max(size, packedSize) <= smallSize;

function directoryCache(): (directory: string) => void {
  const made = new Set<string>();
  return (directory) => {
    if (made.has(directory)) return;
    makeDirectory(directory);
    if (made.size >= mostDirectories) made.clear();
    made.add(directory);
  };
}

/**
 * Reads through a window that holds many members where these follow one another.
 * @returns a function that gives the packed bytes of a small member, and of a large one its bytes up to them
 */
function memberReader(descriptor: number, window: Buffer): (row: ZipRow) => Buffer {
  let start = 0;
  let filled = 0;
  /** The bytes at a place in the file, as far as it has them. */
  const read = (place: number, length: number): Buffer => {
    if (place < start || place + length > start + filled) {
      const follows = place >= start && place <= start + filled + smallGap;
      start = place;
      filled = readFully(descriptor, window, 0, follows ? window.length : length, place);
    }
    return window.subarray(place - start, Math.min(filled, place - start + length));
  };
  return (row) => {
    const body = isSmall(row) ? row.packedSize : 0;
    // The local header's own extra field may be longer than the table's; what is missing is read afterwards.
    const likely = read(row.start, localHeaderSize + row.labelLength + body + usualSurplus);
    if (likely.length < localHeaderSize || likely.readUInt32LE(0) !== localHeaderSignature)
      throw new Error("No local header");
    const bodyStart = localHeaderSize + likely.readUInt16LE(26) + likely.readUInt16LE(28);
    const bytes = likely.length < bodyStart + body ? read(row.start, bodyStart + body) : likely;
    if (bytes.length < bodyStart + body) throw new Error("The archive ends too early");
    return isSmall(row) ? bytes.subarray(bodyStart, bodyStart + body) : bytes.subarray(0, bodyStart);
  };
}

function unpack({ isDeflated, size, crc32: checksum }: ZipRow, packed: Buffer): Uint8Array {
  // One output chunk holds everything.
  const options = { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1) };
  const data = isDeflated ? inflateRawSync(packed, options) : packed;
  if (data.length !== size || crc32(data) !== checksum) throw new Error("Wrong bytes");
  return data;
}

/** The content of a large member, of which `head` is what comes before. Throws at the end if it was not what it should be. */
async function* unpackedBlocks(archive: string, row: ZipRow, head: Buffer): AsyncGenerator<Buffer> {
  const start = row.start + head.length;
  const packed = createReadStream(archive, {
    start,
    end: start + row.packedSize - 1,
    highWaterMark: blockSize,
  });
  const blocks: AsyncIterable<Buffer> = row.isDeflated
    ? pipeline(packed, createInflateRaw({ chunkSize: blockSize }), () => undefined)
    : packed;
  let length = 0;
  let checksum = 0;
  for await (const block of blocks) {
    length += block.length;
    if (length > row.size) throw new Error("Too long");
    checksum = crc32(block, checksum);
    yield block;
  }
  if (length !== row.size || checksum !== row.crc32) throw new Error("Wrong bytes");
}
