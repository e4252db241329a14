import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { deflateRaw, deflateRawSync, type ZlibOptions } from "node:zlib";
import { UserError } from "@mlebench/core";
import { systemError } from "@mlebench/disk";
import { fileMode, makeDirectory, replaceFile } from "./atomic-file.js";
import { crc32 } from "./checksum.js";
import { deflateBlockSize, deflateBlocks, deflateEffort } from "./deflate-blocks.js";
import { memberSizes, type NewMember } from "./new-member.js";
import { localHeader, needsZip64, type ZipRecord } from "./zip-format.js";
import { createSink, type Sink, TableWriter } from "./zip-sink.js";

/** How {@link createZip} packs. */
export interface CreateZipOptions {
  /**
   * "store" gives the same bytes everywhere; "deflate" does wherever Node's zlib is the same.
   * @default "deflate"
   */
  compression?: "deflate" | "store";
}

const deflateRawAsync = promisify(deflateRaw) as (data: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

/** Files up to this size are packed in one piece. */
const smallSize = 1 << 20;
/** And up to this one without leaving the thread. */
const tinySize = 1 << 16;

/**
 * Writes a zip file, members in the given order, all with the oldest time a zip can hold (1980-01-01) and mode 0644, so
 * that equal input gives equal bytes. The file appears complete or not at all; directories above it are made. Memory does
 * not grow with the size of the files; zip64 is used where it is needed.
 * @throws UserError when a name is unsafe or comes twice, a file is missing, or the disk refuses
 */
export async function createZip(
  destination: string,
  files: readonly NewMember[],
  { compression = "deflate" }: CreateZipOptions = {},
): Promise<void> {
  const sizes = await memberSizes(destination, files);
  makeDirectory(dirname(destination));
  await replaceFile(destination, async (temporary) => {
    const output = await open(temporary, "wx", fileMode);
    try {
      await writeZip(createSink(output), files, sizes, compression === "deflate");
    } finally {
      await output.close();
    }
  });
}

async function writeZip(
  sink: Sink,
  files: readonly NewMember[],
  sizes: number[],
  deflate: boolean,
): Promise<void> {
  const table = new TableWriter();
  for (const [index, member] of files.entries()) {
    const small = sizes[index] <= smallSize || member.data !== undefined;
    table.add(
      small ? await writeSmall(sink, member, deflate) : await writeLarge(sink, member, sizes[index], deflate),
    );
  }
  await table.finish(sink);
}

async function writeSmall(
  sink: Sink,
  { name, path, data: given }: NewMember,
  deflate: boolean,
): Promise<ZipRecord> {
  const data = given ?? (await readMember(path!));
  const packed = deflate
    ? await (data.length <= tinySize
        ? deflateRawSync(data, deflateEffort)
        : deflateRawAsync(data, deflateEffort))
    : data;
  const deflated = packed.length < data.length;
  const body = deflated ? packed : data;
  const record: ZipRecord = {
    name: Buffer.from(name),
    deflated,
    crc: crc32(data),
    packedSize: body.length,
    size: data.length,
    offset: sink.position(),
    zip64: needsZip64(data.length),
  };
  await sink.append(localHeader(record));
  await sink.append(body);
  return record;
}

async function readMember(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw systemError(error, path);
  }
}

/** The header is written twice: its checksum and sizes are known only after the data. */
async function writeLarge(
  sink: Sink,
  { name, path }: NewMember,
  size: number,
  deflated: boolean,
): Promise<ZipRecord> {
  const record: ZipRecord = {
    name: Buffer.from(name),
    deflated,
    crc: 0,
    packedSize: 0,
    size: 0,
    offset: sink.position(),
    zip64: needsZip64(size),
  };
  await sink.append(localHeader(record));
  async function* observed(blocks: AsyncIterable<Buffer>) {
    for await (const block of blocks) {
      record.crc = crc32(block, record.crc);
      record.size += block.length;
      yield block;
    }
  }
  let source: FileHandle | undefined;
  try {
    source = await open(path!);
    const blocks = observed(readBlocks(source));
    for await (const block of deflated ? deflateBlocks(blocks) : blocks) {
      record.packedSize += block.length;
      await sink.append(block);
    }
  } catch (error) {
    throw systemError(error, path!);
  } finally {
    await source?.close();
  }
  if (record.size !== size) throw new UserError("The file changed while it was being packed", { file: path });
  await sink.replace(record.offset, localHeader(record));
  return record;
}

async function* readBlocks(source: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const block = Buffer.allocUnsafeSlow(deflateBlockSize);
    let filled = 0;
    while (filled < block.length) {
      const { bytesRead } = await source.read(block, filled, block.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > 0) yield block.subarray(0, filled);
    if (filled < block.length) return;
  }
}
