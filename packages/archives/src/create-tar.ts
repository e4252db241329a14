import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createGzip } from "node:zlib";
import { systemError } from "@mlebench/disk";
import { createTarPacker, type TarPackController } from "modern-tar";
import { makeDirectory, replaceFileWith } from "./atomic-file.js";
import { deflateEffort } from "./deflate-blocks.js";
import { memberSizes, type NewMember } from "./new-member.js";

/** How {@link createTar} packs. */
export interface CreateTarOptions {
  /** Writes a tar.gz. @default false */
  gzip?: boolean;
}

const blockSize = 1 << 18;
const readable = 0o644;
/** Where gzip's header names the operating system, and the number of Unix. */
const systemByte = 9;
const unix = 3;

/**
 * Writes a tar or tar.gz file, members in the given order, all of 1 January 1970, mode 0644 and nobody's, so that equal
 * input gives equal bytes (in gzip, wherever Node's zlib is the same). The file appears complete or not at all;
 * directories above it are made. Memory does not grow with the size of the files.
 * @throws UserError when a name is unsafe or comes twice, a file is missing, or the disk refuses
 */
export async function createTar(
  destination: string,
  files: readonly NewMember[],
  { gzip = false }: CreateTarOptions = {},
): Promise<void> {
  const sizes = await memberSizes(destination, files);
  makeDirectory(dirname(destination));
  const { readable: packed, controller } = createTarPacker();
  const packing = packAll(controller, files, sizes).catch((error: unknown) => controller.error(error));
  const blocks = packed as ReadableStream<Uint8Array>;
  await replaceFileWith(destination, gzip ? gzipped(blocks) : blocks);
  await packing;
}

async function packAll(
  controller: TarPackController,
  files: readonly NewMember[],
  sizes: number[],
): Promise<void> {
  const owner = { mode: readable, uid: 0, gid: 0, mtime: new Date(0) };
  for (const [index, { name, path, data }] of files.entries()) {
    const body = controller.add({ name, type: "file", size: sizes[index], ...owner }).getWriter();
    if (data !== undefined) {
      await body.write(data);
    } else {
      try {
        if (sizes[index] <= blockSize) await body.write(await readFile(path!));
        else
          for await (const block of createReadStream(path!, { highWaterMark: blockSize }))
            await body.write(block);
      } catch (error) {
        throw systemError(error, path!);
      }
    }
    await body.close();
  }
  controller.finalize();
}

async function* gzipped(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true;
  const packed = pipeline(blocks, createGzip({ ...deflateEffort, chunkSize: blockSize }), () => undefined);
  for await (const block of packed as AsyncIterable<Buffer>) {
    if (first) block[systemByte] = unix;
    first = false;
    yield block;
  }
}
