import { close, closeSync, open, openSync, rename, renameSync, rmSync, write, writeSync } from "node:fs";
import { lstat, mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { UserError } from "@mlebench/core";
import { systemError, temporaryName } from "@mlebench/disk";
import type { FileContent } from "./archive-entry.js";

// Callbacks, not file handles: with a hundred thousand small files the handles cost more than the files.
const openAsync = promisify(open) as (path: string, flags: string, mode: number) => Promise<number>;
const closeAsync = promisify(close);
const renameAsync = promisify(rename);
const writeAsync = promisify(write) as unknown as (
  descriptor: number,
  data: Uint8Array,
  offset: number,
) => Promise<{ bytesWritten: number }>;

/** Up to this size a hand-over to another thread costs more than writing. */
const tinySize = 1 << 16;

/** Of files and directories, less the umask: whatever an archive says, nobody else may write or gets a program. */
export const fileMode = 0o644;
const directoryMode = 0o755;

/**
 * Calls `fill` with a temporary name beside `path`, then renames: readers see the old file or the complete new one.
 * @throws UserError when the file system refuses; then nothing is left behind
 */
export async function replaceFile(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await fill(temporary);
    await renameAsync(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true, recursive: true });
    throw systemError(error, path);
  }
}

/** {@link replaceFile} with `content` as the new bytes. */
export async function replaceFileWith(path: string, content: FileContent): Promise<void> {
  if (content instanceof Uint8Array && content.length <= tinySize) return replaceTinyFile(path, content);
  await replaceFile(path, async (temporary) => {
    const descriptor = await openAsync(temporary, "wx", fileMode);
    try {
      if (content instanceof Uint8Array) await writeAll(descriptor, content);
      else for await (const block of content) await writeAll(descriptor, block);
    } finally {
      await closeAsync(descriptor);
    }
  });
}

async function writeAll(descriptor: number, data: Uint8Array): Promise<void> {
  for (let offset = 0; offset < data.length; )
    offset += (await writeAsync(descriptor, data, offset)).bytesWritten;
}

function replaceTinyFile(path: string, data: Uint8Array): void {
  const temporary = temporaryName(path);
  try {
    const descriptor = openSync(temporary, "wx", fileMode);
    try {
      for (let offset = 0; offset < data.length; ) offset += writeSync(descriptor, data, offset);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw systemError(error, path);
  }
}

/**
 * Makes a directory and those above it, which nobody else may write to. Node's own way reports a full or read-only disk as a missing file.
 * @throws UserError when the file system refuses
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: directoryMode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(directory) !== directory) {
      await makeDirectory(dirname(directory));
      return makeDirectory(directory);
    }
    // What the error is where a directory exists differs from system to system.
    if ((await stat(directory).catch(() => undefined))?.isDirectory()) return;
    throw systemError(error, directory);
  }
}

/** Makes directories, each one once. */
export function directoryMaker(): (directory: string) => Promise<void> {
  const made = new Map<string, Promise<void>>();
  return (directory) => {
    const known = made.get(directory);
    if (known !== undefined) return known;
    const making = makeDirectory(directory);
    made.set(directory, making);
    return making;
  };
}

/** @throws UserError when there is something at `target` */
export async function refuseExisting(target: string): Promise<void> {
  const exists = await lstat(target).then(
    () => true,
    () => false,
  );
  if (exists) throw new UserError("The file exists already", { file: target, hint: "Move it away." });
}
