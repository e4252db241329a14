import { readFully } from "@mlebench/disk";
import type { ZipTable } from "./zip-bounds.js";
import {
  deflated,
  directoryType,
  fileTypeMask,
  linkType,
  max16,
  max32,
  stored,
  tableRowSignature,
  tableRowSize,
  utf8Name,
  zip64Tag,
} from "./zip-numbers.js";

/** A file or directory of an ordinary zip file, by its row in the table of contents. */
export interface ZipRow {
  /** Relative, with `/`. */
  path: string;
  isDirectory: boolean;
  isDeflated: boolean;
  crc32: number;
  packedSize: number;
  size: number;
  /** Where its local header is in the file. */
  start: number;
  /** Bytes that name and extra field take in the table; the local header may have others. */
  labelLength: number;
  /** Where its row is in the file. */
  at: number;
  /** Where its row ends. */
  end: number;
}

const longestRow = tableRowSize + 3 * max16;
const windowSize = 1 << 19;
const unicodePathTag = 0x7075;
const [encrypted, stronglyEncrypted] = [1 << 0, 1 << 6];

/**
 * Reads the table of contents of an ordinary zip file, a row at a time, so that no member takes memory. Yields
 * `undefined` and ends at the first row that is not as most programs write it, such as one of a link, of another
 * compression, or with a name that must be changed: such files are for the reader that knows everything and explains
 * what is wrong.
 * @param from where to begin: the start of a row
 */
export function* zipRows(
  descriptor: number,
  table: ZipTable,
  from = table.start,
): Generator<ZipRow | undefined, void> {
  const window = Buffer.allocUnsafe(Math.min(windowSize, table.end - from));
  let windowStart = from;
  let filled = 0;
  let count = 0;
  for (let at = from; at < table.end; count += 1) {
    if (windowStart + filled - at < Math.min(longestRow, table.end - at)) {
      windowStart = at;
      filled = readFully(descriptor, window, 0, Math.min(window.length, table.end - at), at);
    }
    const row = parseRow(window.subarray(0, filled), at - windowStart, windowStart, table.base);
    yield row;
    if (row === undefined) return;
    at = row.end;
  }
  // Only the table's size is reliable: without zip64, the count has 16 bits, and some programs let it wrap around.
  const isComplete =
    from > table.start || count % (table.modulus ?? Number.POSITIVE_INFINITY) === table.count;
  if (!isComplete) yield undefined;
}

/** The row at `at` of the bytes; its places are those of the file, where the bytes start at `shift`. */
function parseRow(bytes: Buffer, at: number, shift: number, base: number): ZipRow | undefined {
  if (at + tableRowSize > bytes.length || bytes.readUInt32LE(at) !== tableRowSignature) return undefined;
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const nameLength = bytes.readUInt16LE(at + 28);
  const extraLength = bytes.readUInt16LE(at + 30);
  const nameEnd = at + tableRowSize + nameLength;
  const end = nameEnd + extraLength + bytes.readUInt16LE(at + 32);
  if (end > bytes.length || (method !== stored && method !== deflated)) return undefined;
  if ((flags & (encrypted | stronglyEncrypted)) !== 0) return undefined;
  const places = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  if (!readExtras(bytes, nameEnd, nameEnd + extraLength, places)) return undefined;
  const [size, packedSize, offset] = places;
  if (method === stored && size !== packedSize) return undefined;
  const type = bytes.readUInt16LE(at + 40) & fileTypeMask;
  const name = readName(bytes, at + tableRowSize, nameEnd, (flags & utf8Name) !== 0);
  if (name === undefined || type === linkType) return undefined;
  const isDirectory = name.endsWith("/") || type === directoryType;
  return {
    path: name.endsWith("/") ? name.slice(0, -1) : name,
    isDirectory,
    isDeflated: method === deflated,
    crc32: bytes.readUInt32LE(at + 16),
    packedSize,
    size,
    start: base + offset,
    labelLength: nameLength + extraLength,
    at: at + shift,
    end: end + shift,
  };
}

/** @returns undefined if the name cannot be taken as it is */
function readName(bytes: Buffer, start: number, end: number, isUtf8: boolean): string | undefined {
  const name = bytes.toString("latin1", start, end);
  // Without a leading slash, empty parts, `.`, `..`, backslashes, and what might be a drive letter.
  if (/[\\\0:]|(?:^|\/)\.{0,2}(?:\/|$)/.test(name.endsWith("/") ? name.slice(0, -1) : name)) return undefined;
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  return isUtf8 ? bytes.toString("utf8", start, end) : undefined;
}

/**
 * Finds sizes and place that are too large for a row in the extra field of zip64.
 * @param places in the order of that field; those found are replaced
 * @returns false if the extra field is damaged or has another name of the file
 */
function readExtras(bytes: Buffer, start: number, end: number, places: number[]): boolean {
  let isFound = false;
  for (let at = start; at < end - 3; ) {
    const tag = bytes.readUInt16LE(at);
    const dataEnd = at + 4 + bytes.readUInt16LE(at + 2);
    if (dataEnd > end || tag === unicodePathTag) return false;
    if (tag === zip64Tag && !isFound) {
      isFound = true;
      let next = at + 4;
      for (const [index, place] of places.entries()) {
        if (place !== max32) continue;
        if (next + 8 > dataEnd) return false;
        places[index] = Number(bytes.readBigUInt64LE(next));
        if (!Number.isSafeInteger(places[index])) return false;
        next += 8;
      }
    }
    at = dataEnd;
  }
  return true;
}
