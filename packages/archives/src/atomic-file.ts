import { close, closeSync, open, openSync, write, writeSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { promisify } from "node:util";
import { UserError } from "@mlebench/core";
import {
  makeDirectory as makeWithMode,
  replaceFile as replace,
  replaceFileSync,
  systemError,
} from "@mlebench/disk";
import type { FileContent } from "./archive-entry.js";

// Callbacks, not file handles: with a hundred thousand small files the handles cost more than the files.
const openAsync = promisify(open) as (path: string, flags: string, mode: number) => Promise<number>;
const closeAsync = promisify(close);
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
  try {
    await replace(path, fill);
  } catch (error) {
    throw systemError(error, path);
  }
}

/** {@link replaceFile} with `content` as the new bytes. */
export async function replaceFileWith(path: string, content: FileContent): Promise<void> {
  if (content instanceof Uint8Array && content.length <= tinySize) return replaceFileSyncWith(path, content);
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

/** {@link replaceFileWith} without leaving the thread, as is best for a file that is not large. */
export function replaceFileSyncWith(path: string, data: Uint8Array): void {
  try {
    replaceFileSync(path, (temporary) => {
      const descriptor = openSync(temporary, "wx", fileMode);
      try {
        for (let offset = 0; offset < data.length; ) offset += writeSync(descriptor, data, offset);
      } finally {
        closeSync(descriptor);
      }
    });
  } catch (error) {
    throw systemError(error, path);
  }
}

/**
 * Makes a directory and those above it, which nobody else may write to.
 * @throws UserError when the file system refuses
 */
export function makeDirectory(directory: string): void {
  try {
    makeWithMode(directory, directoryMode);
  } catch (error) {
    throw systemError(error, (error as NodeJS.ErrnoException).path ?? directory);
  }
}

/** Makes directories, each one once. */
export function directoryMaker(): (directory: string) => void {
  const made = new Set<string>();
  return (directory) => {
    if (made.has(directory)) return;
    makeDirectory(directory);
    made.add(directory);
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
