import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
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
    else
      for await (const block of createReadStream(path, { highWaterMark: blockSize }))
        hash.update(block as Buffer);
  } catch (error) {
    throw systemError(error, path);
  }
  return hash.digest("hex");
}
