import { chmodSync, copyFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { cannotWrite, hasEntries, makeDirectory, replaceFileSync } from "@mlebench/disk";
import type { BuildFile } from "@mlebench/runner";

/**
 * Writes a directory of files, all of them or nothing.
 * @param what it is, for messages: "manifests"
 * @throws UserError for a directory with something in it, and for one that cannot be written
 */
export function writeFilesTo(directory: string, what: string, files: readonly BuildFile[]): void {
  const target = resolve(directory);
  requireEmpty(target, what);
  try {
    makeDirectory(dirname(target));
    replaceFileSync(target, (temporary) => {
      for (const entry of files) writeBuildFile(join(temporary, entry.path), entry);
    });
  } catch (cause) {
    throw cannotWrite(what, cause, target);
  }
}

/** @throws UserError unless the directory is missing or empty */
export function requireEmpty(directory: string, what: string): void {
  const file = resolve(directory);
  const expected = "an empty directory, or one that is still to be made";
  const found = contentOf(file, what);
  if (found === "file") throw new UserError(`The place for the ${what} is a file`, { file, expected });
  if (found === "entries")
    throw new UserError(`The directory for the ${what} is not empty`, { file, expected });
}

function contentOf(path: string, what: string): "nothing" | "file" | "entries" {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === false) return "file";
    return found !== undefined && hasEntries(path) ? "entries" : "nothing";
  } catch (cause) {
    throw cannotWrite(what, cause, path);
  }
}

function writeBuildFile(path: string, { bytes, file, mode, link, directory }: BuildFile): void {
  makeDirectory(directory ? path : dirname(path));
  if (directory) return;
  if (link !== undefined) {
    symlinkSync(link, path);
    return;
  }
  if (file === undefined) writeFileSync(path, bytes ?? new Uint8Array());
  else copyFileSync(file, path);
  // Whatever the umask is.
  chmodSync(path, mode);
}
