import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { replaceFile } from "@mlebench/disk";
import {
  defaultCollectLimits,
  type OutputDirectory,
  outputDirectories,
  type RunHandle,
} from "@mlebench/runner";
import type { LifeFiles } from "../record/run-files.js";

/** What members of a tar file may take beside their content. */
const tarOverhead = 64e6;

/**
 * Packs the directories of an agent that has ended, a file each. What is too large is cut off, which whoever reads it
 * notices.
 * @param disk how much the agent may write, in bytes
 * @returns the directories that are there
 */
export async function packOutputs(
  handle: RunHandle,
  files: LifeFiles,
  disk = Number.POSITIVE_INFINITY,
): Promise<OutputDirectory[]> {
  const packed: OutputDirectory[] = [];
  for (const directory of outputDirectories) {
    const limit = Math.min(disk, defaultCollectLimits.totalBytes) + tarOverhead;
    if (await pack(handle, directory, undefined, packedFile(files, directory), limit)) packed.push(directory);
  }
  return packed;
}

/** Where the tar file of a directory is. */
export function packedFile(files: Pick<LifeFiles, "collected">, name: string): string {
  return join(files.collected, `${name}.tar`);
}

/** @returns whether there is such a thing */
export async function pack(
  handle: RunHandle,
  directory: OutputDirectory,
  path: string | undefined,
  file: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const stream = await handle.collect(directory, path === undefined ? {} : { path });
  if (stream === undefined) return false;
  await replaceFile(file, (temporary) =>
    pipeline(Readable.from(cutOff(stream, limit), { objectMode: false }), createWriteStream(temporary)),
  );
  return true;
}

async function* cutOff(stream: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let left = limit;
  for await (const chunk of stream) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
