import { type Dirent, opendirSync } from "node:fs";
import { join } from "node:path";

/** Entries of a directory one by one, in no particular order, so that a million of them take no memory. */
export function* directoryEntries(directory: string): Generator<Dirent> {
  const handle = opendirSync(directory, { bufferSize: 256 });
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) yield entry;
  } finally {
    handle.closeSync();
  }
}

/** Whether a directory has at least one entry. @throws Error of the system if it cannot be read */
export function hasEntries(directory: string): boolean {
  for (const _ of directoryEntries(directory)) return true;
  return false;
}

/**
 * {@link directoryEntries} of a directory and of those below it, links not followed. Each directory comes before what is
 * in it.
 * @returns each entry with its path relative to the directory, with `/`
 */
export function* entriesBelow(directory: string, prefix = ""): Generator<{ path: string; entry: Dirent }> {
  for (const entry of directoryEntries(directory)) {
    const path = `${prefix}${entry.name}`;
    yield { path, entry };
    if (entry.isDirectory()) yield* entriesBelow(join(directory, entry.name), `${path}/`);
  }
}
