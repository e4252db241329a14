import { open, stat } from "node:fs/promises";
import { systemError } from "@mlebench/disk";
import { archiveFormat } from "./archive-format.js";
import { archiveEntries } from "./list-archive.js";

const gzipLengthSize = 4;
const gzipLengthModulus = 2 ** 32;

/**
 * How many bytes an archive will take once extracted, without decompressing it: exactly for zip and 7z, which list
 * their members. Of a tar it is the archive's own size. Gzip states its length modulo 4 GiB and for its last part
 * alone; the least such length that is not below the archive's own size is given.
 * @throws UserError when it is no archive, is damaged, or holds a name that leads out of a destination
 */
export async function estimateExtractedSize(path: string): Promise<number> {
  const format = await archiveFormat(path);
  const { size } = await stat(path);
  if (format === "tar") return size;
  if (format === "gz" || format === "tar.gz") return gzipLength(path, size);
  let bytes = 0;
  for await (const entry of archiveEntries(path)) bytes += entry.size;
  return bytes;
}

async function gzipLength(path: string, size: number): Promise<number> {
  const last = Buffer.alloc(gzipLengthSize);
  try {
    const file = await open(path);
    try {
      await file.read(last, 0, last.length, Math.max(0, size - last.length));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw systemError(error, path);
  }
  const stated = last.readUInt32LE(0);
  return stated + Math.max(0, Math.ceil((size - stated) / gzipLengthModulus)) * gzipLengthModulus;
}
