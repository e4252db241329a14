import { accessSync, constants, lstatSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  directoryEntries,
  entriesBelow,
  existingStats,
  hasEntries,
  pauses,
  syncDirectory,
  writeFileAtomically,
} from "@mlebench/disk";

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

/** Removes what is at a path, if anything is. */
export async function removeDirectory(path: string): Promise<void> {
  // Node's own removal begins with everything in a directory at once, which takes gigabytes for a million files.
  await emptyDirectory(path).catch(() => {});
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

async function emptyDirectory(directory: string): Promise<void> {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const pause = pauses();
  for (const entry of directoryEntries(directory)) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) unlinkSync(path);
    else {
      await emptyDirectory(path);
      rmdirSync(path);
    }
    await pause();
  }
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
    return hasEntries(directory);
  } catch {
    return false;
  }
}

/** Total size of the files below a directory. A link counts as its target. */
export async function directorySize(directory: string): Promise<number> {
  let bytes = 0;
  const pause = pauses();
  for (const { path, entry } of entriesBelow(directory)) {
    if (entry.isDirectory()) continue;
    bytes += fileSize(join(directory, path));
    await pause();
  }
  return bytes;
}

/** 0 of what is no file, or cannot be looked at. */
function fileSize(path: string): number {
  try {
    const found = statSync(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}
