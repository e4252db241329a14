import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory and those above it, which other users cannot write to, even without a umask. Several processes may
 * make the same ones at once. Node's own way reports a read-only file system as a missing file, and never comes back
 * from a place such as /proc, where nobody may make a directory.
 * @param mode of every new directory, less the umask
 * @throws Error of the system, with its true code
 */
export function makeDirectory(path: string, mode = 0o775): void {
  const failure = tryToMake(path, mode);
  if (failure === undefined) return;
  const above = dirname(path);
  if (failure.code !== "ENOENT" || above === path) throw failure;
  makeDirectory(above, mode);
  // Once more, also where the one above was there: another process may have just made it. In /proc it fails again.
  const secondFailure = tryToMake(path, mode);
  if (secondFailure !== undefined) throw secondFailure;
}

/** Makes one directory, unless it exists. */
function tryToMake(path: string, mode: number): NodeJS.ErrnoException | undefined {
  if (isDirectory(path)) return undefined;
  try {
    mkdirSync(path, { mode });
    return undefined;
  } catch (error) {
    // Another process made it meanwhile; what the error is then differs from system to system.
    return isDirectory(path) ? undefined : (error as NodeJS.ErrnoException);
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
