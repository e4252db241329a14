import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { createInflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
import { isMlebenchError, UserError } from "@mlebench/core";
import { systemError } from "@mlebench/disk";
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from "yauzl";
import type { ArchiveReader, Member } from "./archive-entry.js";
import { archivePath } from "./archive-path.js";
import { crc32 } from "./checksum.js";
import { damaged, readError } from "./errors.js";
import { findZip, type ZipBounds } from "./zip-bounds.js";
import {
  deflated,
  directoryType,
  fileTypeMask,
  linkType,
  localHeaderSignature,
  localHeaderSize,
  stored,
  tableRowSize,
} from "./zip-numbers.js";

const inflateRawAsync = promisify(inflateRaw);

const windowSize = 1 << 18;
/** Files up to this size, packed and unpacked, are read in one piece: a stream for each costs more than its bytes. */
const smallSize = 1 << 20;
/** And up to this one without leaving the thread. */
const tinySize = 1 << 16;

/**
 * Reads through a window, because the table of contents is asked for a few bytes at a time. Places count from `base`.
 */
class WindowedReader extends RandomAccessReader {
  private window = Buffer.alloc(0);
  private windowStart = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly base: number,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(blocks(this.file, this.base + start, this.base + end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.fill(buffer.subarray(offset, offset + length), this.base + position).then(
      () => callback(null),
      callback,
    );
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  private async fill(target: Buffer, position: number): Promise<void> {
    const inside =
      position >= this.windowStart && position + target.length <= this.windowStart + this.window.length;
    if (!inside) {
      const { buffer, bytesRead } = await this.file.read(
        Buffer.allocUnsafe(Math.max(windowSize, target.length)),
        0,
        Math.max(windowSize, target.length),
        position,
      );
      if (bytesRead < target.length) throw new Error("it ends too early");
      this.window = buffer.subarray(0, bytesRead);
      this.windowStart = position;
    }
    this.window.copy(target, 0, position - this.windowStart);
  }
}

/**
 * Opens a zip file; zip64 too.
 * @throws UserError when it cannot be opened or its table of contents is damaged
 */
export async function openZip(path: string): Promise<ArchiveReader> {
  const file = await open(path).catch((error: unknown) => {
    throw systemError(error, path);
  });
  const bounds = await findZip(file).catch(async (error: unknown) => {
    await file.close();
    throw readError(error, path);
  });
  if (bounds === undefined) {
    await file.close();
    throw damaged(path, "its table of contents, at the end of the file, is missing");
  }
  return {
    members: () => zipMembers({ archive: path, file, bounds }),
    concurrent: true,
    sized: true,
    table: bounds.table,
    close: () => file.close(),
  };
}

interface ZipSource {
  archive: string;
  file: FileHandle;
  bounds: ZipBounds;
}

async function* zipMembers(source: ZipSource): AsyncGenerator<Member> {
  const zip = await openTable(source);
  const { tableSize = 0 } = source.bounds;
  let tableRead = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      tableRead += tableRowSize + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      // Without zip64 the count has 16 bits, and some programs let it wrap around: only the table's size is reliable.
      if (zip.entriesRead === zip.entryCount && tableSize - tableRead >= tableRowSize)
        zip.entryCount += 1 << 16;
      yield zipMember(source, zip, entry);
    }
  } catch (error) {
    throw readError(error, source.archive);
  }
}

async function openTable({ archive, file, bounds: { start, end } }: ZipSource): Promise<ZipFile> {
  try {
    // Names are decoded below, to say which one is unsafe and why.
    const options = { decodeStrings: false, lazyEntries: true, autoClose: false, validateEntrySizes: true };
    return await fromRandomAccessReaderPromise(new WindowedReader(file, start), end - start, options);
  } catch (error) {
    throw readError(error, archive);
  }
}

function zipMember({ archive, file, bounds }: ZipSource, zip: ZipFile, entry: Entry): Member {
  // Not strict: some programs on Windows write backslashes, which become slashes.
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const path = archivePath(archive, name);
  const unixType = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  const isDirectory = name.endsWith("/") || unixType === directoryType;
  const start = bounds.start + entry.relativeOffsetOfLocalHeader;
  const source = { archive, path, file, entry, start, base: bounds.start };
  const size = Math.max(entry.compressedSize, entry.uncompressedSize);
  const isSmall = size <= smallSize;
  return {
    path,
    size: isDirectory ? 0 : entry.uncompressedSize,
    kind: isDirectory ? "directory" : unixType === linkType ? "symbolic-link" : "file",
    foreign:
      !entry.isEncrypted() && entry.compressionMethod !== stored && entry.compressionMethod !== deflated,
    crc32: entry.crc32,
    // At least: the header's name and extra field may differ in length from the table's.
    extent:
      entry.compressedSize > 0 ? { start, end: start + localHeaderSize + entry.compressedSize } : undefined,
    content: () => {
      checkReadable(archive, path, entry);
      if (size <= tinySize) return readTiny(source);
      return isSmall ? readSmall(source) : readLarge(source, zip);
    },
    packed: {
      deflated: entry.compressionMethod === deflated,
      size: entry.compressedSize,
      read: async () => (isSmall ? readPacked(source) : packedBlocks(source, zip)),
    },
  };
}

interface Source {
  archive: string;
  path: string;
  file: FileHandle;
  entry: Entry;
  /** Of the local header. */
  start: number;
  /** Of the zip file. */
  base: number;
}

function checkReadable(archive: string, path: string, entry: Entry): void {
  const hint = "Extract it manually, for example with `7z x`.";
  if (entry.isEncrypted())
    throw new UserError(`"${path}" is encrypted with a password`, { file: archive, hint });
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    throw new UserError(
      `"${path}" is compressed by method ${entry.compressionMethod}, which cannot be read`,
      {
        file: archive,
        expected: "method 0 (stored) or 8 (deflated)",
        hint,
      },
    );
}

function readTiny(source: Source): Uint8Array {
  const { file, entry, start: place } = source;
  const head = Buffer.allocUnsafe(headLength(entry));
  const first = head.subarray(0, readSync(file.fd, head, 0, head.length, place));
  const { start, end } = dataRange(source, first);
  let packed = first.subarray(start, end);
  if (packed.length < end - start) {
    packed = Buffer.allocUnsafe(end - start);
    const read = readSync(file.fd, packed, 0, packed.length, place + start);
    packed = packed.subarray(0, read);
  }
  checkPacked(source, packed);
  if (entry.compressionMethod === stored) return checkData(source, packed);
  try {
    return checkData(source, inflateRawSync(packed, inflateOptions(entry)));
  } catch (error) {
    throw inflateError(source, error);
  }
}

/** A small file's bytes as they are in the archive. */
async function readPacked(source: Source): Promise<Buffer> {
  const { file, entry, start: place } = source;
  const first = await readAt(file, place, headLength(entry));
  const { start, end } = dataRange(source, first);
  const packed =
    end <= first.length ? first.subarray(start, end) : await readAt(file, place + start, end - start);
  checkPacked(source, packed);
  return packed;
}

async function readSmall(source: Source): Promise<Uint8Array> {
  const { entry } = source;
  const packed = await readPacked(source);
  if (entry.compressionMethod === stored) return checkData(source, packed);
  try {
    return checkData(source, await inflateRawAsync(packed, inflateOptions(entry)));
  } catch (error) {
    throw inflateError(source, error);
  }
}

async function* readLarge(source: Source, zip: ZipFile): AsyncGenerator<Uint8Array> {
  const { archive, path, entry } = source;
  let length = 0;
  let checksum = 0;
  try {
    const packed = packedBlocks(source, zip);
    const unpacked: AsyncIterable<Buffer> =
      entry.compressionMethod === stored
        ? packed
        : pipeline(packed, createInflateRaw({ chunkSize: windowSize }), () => undefined);
    for await (const chunk of unpacked) {
      length += chunk.length;
      if (length > entry.uncompressedSize) throw wrongLength(source, length);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw readError(error, archive);
  }
  if (length !== entry.uncompressedSize) throw wrongLength(source, length);
  if (checksum !== entry.crc32) throw damaged(archive, `the checksum (CRC-32) of "${path}" is wrong`);
}

async function* packedBlocks({ file, entry, base }: Source, zip: ZipFile): AsyncGenerator<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const start = base + fileDataStart;
  yield* blocks(file, start, start + entry.compressedSize);
}

/** The local header's own extra field may be longer than the table's; what is missing is read afterwards. */
function headLength(entry: Entry): number {
  return localHeaderSize + entry.fileNameLength + entry.extraFieldLength + entry.compressedSize + 64;
}

function dataRange({ archive, path, entry }: Source, head: Buffer): { start: number; end: number } {
  if (head.length < localHeaderSize || head.readUInt32LE(0) !== localHeaderSignature)
    throw damaged(archive, `the header of "${path}" is not where the table of contents says`);
  const start = localHeaderSize + head.readUInt16LE(26) + head.readUInt16LE(28);
  return { start, end: start + entry.compressedSize };
}

function checkPacked({ archive, path, entry }: Source, packed: Buffer): void {
  if (packed.length < entry.compressedSize) throw damaged(archive, `it ends inside "${path}"`);
}

function checkData(source: Source, data: Buffer): Uint8Array {
  const { archive, path, entry } = source;
  if (data.length !== entry.uncompressedSize) throw wrongLength(source, data.length);
  if (crc32(data) !== entry.crc32) throw damaged(archive, `the checksum (CRC-32) of "${path}" is wrong`);
  return data;
}

function wrongLength({ archive, path, entry }: Source, length: number): UserError {
  return damaged(archive, `"${path}" has ${length} bytes instead of the ${entry.uncompressedSize} stated`);
}

/** One output chunk holds everything; more than stated is an error, not memory. */
function inflateOptions({ uncompressedSize }: Entry) {
  return { maxOutputLength: Math.max(1, uncompressedSize), chunkSize: Math.max(64, uncompressedSize + 1) };
}

function inflateError({ archive, path, entry }: Source, error: unknown): Error {
  if (isMlebenchError(error)) return error;
  const tooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
  const what = tooLong
    ? `is longer than the ${entry.uncompressedSize} bytes stated`
    : "cannot be decompressed";
  return damaged(archive, `"${path}" ${what}`, error);
}

/** A stream of the handle's own would stay with it until it is closed, one for each member. */
async function* blocks(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let place = start; place < end; ) {
    const block = await readAt(file, place, Math.min(windowSize, end - place));
    if (block.length === 0) return;
    place += block.length;
    yield block;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
