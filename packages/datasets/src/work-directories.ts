import { accessSync, constants, lstatSync, readdirSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { existingStats, syncDirectory, writeFileAtomically } from "@mlebench/disk";

/** Path where something is made before it gets its name: in the same directory, so that renaming is atomic. */
export function temporaryPath(target: string): string {
  return `${target}.tmp-${process.pid}`;
}

/** Writes a small file, so that readers see the old text or the new one, also after a power failure. */
export function writeFileDurably(path: string, text: string): void {
  writeFileAtomically(path, text, { sync: true });
  syncDirectory(dirname(path));
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export const isFile = (path: string): boolean => existingStats(path)?.isFile() === true;
export const isDirectory = (path: string): boolean => existingStats(path)?.isDirectory() === true;

/** Renames a finished directory to `target`. An existing one is renamed first, then deleted. */
export async function publishDirectory(finished: string, target: string): Promise<void> {
  const previous = `${target}.old-${process.pid}`;
  syncDirectory(finished);
  if (exists(target)) await rename(target, previous);
  await rename(finished, target);
  syncDirectory(dirname(target));
  await removeDirectory(previous);
}

export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Whether this process may make and remove files in a directory. */
export function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a directory has at least one entry. */
export function isNonEmptyDirectory(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}

/** Total size of the files below a directory. A link counts as its target. */
export async function directorySize(directory: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(directory, { withFileTypes: true });
  for (let start = 0; start < entries.length; start += 64) {
    const sizes = await Promise.all(
      entries.slice(start, start + 64).map(async (entry) => {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) return directorySize(path);
        const found = await stat(path).catch(() => undefined);
        return found?.isFile() ? found.size : 0;
      }),
    );
    bytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return bytes;
}
