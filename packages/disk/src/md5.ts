import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { systemError } from "./system-errors.js";

const blockSize = 1 << 20;

/**
 * The MD5 of a file's bytes, in lower-case hexadecimal. Reads blocks of at most 1 MiB, so memory does not grow with the
 * file. A small file is read at once: a block of 1 MiB for each of a million images would be most of the work.
 * @throws UserError when the file cannot be read
 */
export async function md5File(path: string): Promise<string> {
  const hash = createHash("md5");
  try {
    const { size } = statSync(path);
    if (size > 0 && size <= blockSize) hash.update(readFileSync(path));
    else for await (const block of blocksOf(path)) hash.update(block);
  } catch (error) {
    throw systemError(error, path);
  }
  return hash.digest("hex");
}

/** A file's blocks. Each is overwritten soon: a stream would make a new one every time, for the garbage collection. */
async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const blocks = [Buffer.allocUnsafeSlow(blockSize), Buffer.allocUnsafeSlow(blockSize)];
    // One block is read while the one before it is used.
    let reading = file.read(blocks[0], 0, blockSize);
    for (let at = 0; ; at = 1 - at) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(blocks[1 - at], 0, blockSize);
      // If the caller stops early, this read is not awaited, and its failure would end the process.
      reading.catch(() => undefined);
      yield blocks[at].subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
