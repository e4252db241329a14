import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory and those above it, which other users cannot write to, even without a umask. Node's own way reports
 * a read-only file system as a missing file, and never comes back from a place such as /proc, where nobody may make a
 * directory.
 * @param mode of every new directory, less the umask
 * @throws Error of the system, with its true code
 */
export function makeDirectory(path: string, mode = 0o775): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another process made it meanwhile; what the error is then differs from system to system.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    const above = dirname(path);
    // Where the directory above is there already, as in /proc, trying again would never end.
    if (statSync(above, { throwIfNoEntry: false })?.isDirectory()) throw error;
    makeDirectory(above, mode);
    makeDirectory(path, mode);
  }
}
