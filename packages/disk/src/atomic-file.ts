import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  rename,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

// A callback, promisified, is faster than node:fs/promises, and archives have many small files.
const renameAsync = promisify(rename);

let counter = 0;

/** Asked for when a file is written: at the start of a command, loading the module takes longer than anything else. */
const threadId = (): number => process.getBuiltinModule("node:worker_threads").threadId;

/**
 * An unused name in the directory of `path`, short, so that a long filename stays within limits. Each thread of a process
 * counts for itself, so the name has the thread too.
 */
export function temporaryName(path: string): string {
  counter += 1;
  return join(dirname(path), `.mlebench-${process.pid}-${threadId()}-${counter}.tmp`);
}

/** Whether a filename is one of {@link temporaryName}'s, of any process; those of earlier versions lack the thread. */
export const isTemporaryName = (name: string): boolean => /^\.mlebench-\d+(-\d+)?-\d+\.tmp$/.test(name);

/** The system names no path where writing fails, as on a full disk. */
function withPath(error: unknown, path: string): unknown {
  if (error instanceof Error && "syscall" in error) (error as NodeJS.ErrnoException).path ??= path;
  return error;
}

/**
 * Calls `fill` with a temporary name beside `path`, then renames it, so that readers see the old file or the new one.
 * Nothing is left behind if either fails.
 */
export function replaceFileSync(path: string, fill: (temporary: string) => void): void {
  const temporary = temporaryName(path);
  try {
    fill(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true, recursive: true });
    throw withPath(error, path);
  }
}

/** {@link replaceFileSync} with a `fill` that takes its time. */
export async function replaceFile(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await fill(temporary);
    await renameAsync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true, recursive: true });
    throw withPath(error, path);
  }
}

/**
 * Writes a small file, so that readers see the old content or the new one.
 * @param options.sync waits until the content is on the disk, so that it survives a power failure with its new name
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { sync?: boolean; mode?: number } = {},
): void {
  replaceFileSync(path, (temporary) =>
    writeFileSync(temporary, content, { flush: options.sync === true, mode: options.mode ?? 0o644 }),
  );
}

/** Makes a directory's entries survive a power failure. Not every system can, and none needs it to be correct. */
export function syncDirectory(directory: string): void {
  try {
    const handle = openSync(directory, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {}
}

/** Removes the temporary files that killed processes left in a directory. Only for the holder of its lock. */
export function removeTemporaryFiles(directory: string): void {
  for (const name of readdirSync(directory))
    if (isTemporaryName(name)) rmSync(join(directory, name), { force: true, recursive: true });
}
