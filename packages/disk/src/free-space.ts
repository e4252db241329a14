import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

export interface DiskSpace {
  /** Bytes that this user may still write; infinite where the file system reports no blocks, as some on networks do. */
  free: number;
  /** Distinguishes file systems of this machine. */
  device: number;
}

/**
 * Free space where a directory is or will be made.
 * @throws Error of the system when it may not be read
 */
export function diskSpace(directory: string): DiskSpace {
  let existing = resolve(directory);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const isReported = bavail !== 0 || bsize !== 0;
  return { free: isReported ? bavail * bsize : Number.POSITIVE_INFINITY, device: statSync(existing).dev };
}
