import type { FileHandle } from "node:fs/promises";
import { tableRowSignature } from "./zip-numbers.js";

/** Where a zip file lies within its file, from its end record (PKWARE APPNOTE 6.3, 4.3.14 to 4.3.16). */
export interface ZipBounds {
  /** Bytes in front of it, such as a self-extracting program; what the zip file says of places counts from here. */
  start: number;
  /** Where the end record ends, as far as the zip file knows. */
  end: number;
  /** Bytes of its table of contents; undefined for zip64, where the member count does not wrap around. */
  tableSize?: number;
  /** Where the table of contents is, if the end records are those of an ordinary zip file. */
  table?: ZipTable;
}

/** Places of a table of contents in the file, and what it is said to hold. */
export interface ZipTable {
  start: number;
  end: number;
  /** Of the members. */
  count: number;
  /** What the count wraps around at, if it does. */
  modulus?: number;
  /** What places in the table count from. */
  base: number;
}

const endSignature = 0x06054b50;
const endSize = 22;
const locatorSignature = 0x07064b50;
const locatorSize = 20;
const zip64EndSignature = 0x06064b50;
const zip64EndSize = 56;
const longestComment = 0xffff;

/** Finds the last end record that fits what is around it; undefined when the file is no zip file. */
export async function findZip(file: FileHandle): Promise<ZipBounds | undefined> {
  const { size } = await file.stat();
  const tailStart = Math.max(0, size - longestComment - endSize);
  const tail = await readExactly(file, tailStart, size - tailStart);
  if (tail === undefined) return undefined;
  for (let at = tail.length - endSize; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const commentLength = tail.readUInt16LE(at + 20);
    if (at + endSize + commentLength > tail.length) continue;
    const end = tailStart + at + endSize + commentLength;
    const bounds = await boundsOf(file, tail.subarray(at, at + endSize), tailStart + at, end);
    if (bounds !== undefined) return bounds;
  }
  return undefined;
}

async function boundsOf(
  file: FileHandle,
  record: Buffer,
  recordStart: number,
  end: number,
): Promise<ZipBounds | undefined> {
  const hasComment = end > recordStart + endSize;
  const zip64 = await zip64Bounds(file, recordStart);
  if (zip64 !== undefined) return { start: zip64.start, end, table: hasComment ? undefined : zip64.table };
  const tableSize = record.readUInt32LE(12);
  const tableOffset = record.readUInt32LE(16);
  const start = recordStart - tableSize - tableOffset;
  if (start < 0) return undefined;
  const tableStart = recordStart - tableSize;
  if (tableSize > 0 && !(await hasSignature(file, tableStart, tableRowSignature))) return undefined;
  const isOrdinary = !hasComment && record.readUInt16LE(4) === 0;
  const count = record.readUInt16LE(10);
  const table = { start: tableStart, end: recordStart, count, modulus: 1 << 16, base: start };
  return { start, end, tableSize, table: isOrdinary ? table : undefined };
}

/** Where a zip64 file starts, by the record in front of its end record's locator. */
async function zip64Bounds(
  file: FileHandle,
  recordStart: number,
): Promise<Pick<ZipBounds, "start" | "table"> | undefined> {
  const locatorStart = recordStart - locatorSize;
  if (!(await hasSignature(file, locatorStart, locatorSignature))) return undefined;
  const locator = await readExactly(file, locatorStart, locatorSize);
  const stated = Number(locator?.readBigUInt64LE(8));
  // As stated when nothing is in front; else right before the locator, which holds unless it has extensions.
  for (const place of [stated, locatorStart - zip64EndSize]) {
    if (place <= locatorStart - zip64EndSize && (await hasSignature(file, place, zip64EndSignature)))
      return { start: place - stated, table: await zip64Table(file, place, place - stated) };
  }
  return undefined;
}

async function zip64Table(file: FileHandle, place: number, base: number): Promise<ZipTable | undefined> {
  const record = await readExactly(file, place, zip64EndSize);
  if (record === undefined || record.readUInt32LE(16) !== 0) return undefined;
  const [count, size, offset] = [32, 40, 48].map((at) => Number(record.readBigUInt64LE(at)));
  const start = base + offset;
  return start >= 0 && start + size === place ? { start, end: place, count, base } : undefined;
}

async function hasSignature(file: FileHandle, position: number, signature: number): Promise<boolean> {
  if (position < 0 || !Number.isSafeInteger(position)) return false;
  return (await readExactly(file, position, 4))?.readUInt32LE(0) === signature;
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return bytesRead === length ? buffer : undefined;
}
