import { createReadStream, lstatSync, readFileSync, type Stats } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { directoryEntries, isTemporaryName } from "@mlebench/disk";
import { crc32 } from "./checksum.js";

const blockSize = 1 << 18;
/** Up to this size a hand-over to another thread costs more than reading. */
const tinySize = 1 << 16;

/** Removes what an interrupted extraction left unfinished below `root`. Nobody else may be at work there. */
export async function removeTemporaries(root: string): Promise<void> {
  for (const entry of directoryEntries(root)) {
    const path = join(root, entry.name);
    if (isTemporaryName(entry.name)) await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeTemporaries(path);
  }
}

/** Bytes of the file at `path`, when that is all that it should have; else 0. Links are not followed. */
export function bytesThere(path: string, size: number): number {
  const found = lstatIfThere(path);
  return found?.isFile() && found.size === size ? size : 0;
}

function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** True when `path` is a file of this size and CRC-32. Links are not followed. */
export async function isComplete(path: string, size: number, checksum: number): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size !== size) return false;
  if (size <= tinySize) return crc32(readFileSync(path)) === checksum;
  let actual = 0;
  for await (const block of createReadStream(path, { highWaterMark: blockSize }))
    actual = crc32(block as Buffer, actual);
  return actual === checksum;
}
