import { type FileHandle, open, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { describeError, isMlebenchError } from "@mlebench/core";
import { readableError } from "@mlebench/disk";
import { removeDirectory } from "../work-directories.js";

/** How two files compare. */
export interface FileComparison {
  /** What was compared. `content` only if the bytes differ. */
  comparison: "bytes" | "content";
  /** One sentence on the first difference, without any content; undefined if there is none. */
  difference: string | undefined;
}

const chunkSize = 1 << 20;
const archiveName = /\.(zip|7z|tar|tgz|gz)$/i;
const textName = /\.(csv|tsv|txt|json|jsonl|ndjson|md|xml)$/i;

/** Paths of all files below a directory, sorted, relative to it, with forward slashes; empty if it does not exist. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(directory.length + 1))
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/**
 * Compares two files by bytes. If these differ, compares Parquet files by table and archives by members, since both
 * record when and by what program they were written. A file that cannot be read is different.
 * @param scratch path of a directory that may be made and is removed again, for members of archives
 */
export async function compareFiles(
  actual: string,
  expected: string,
  scratch: string,
): Promise<FileComparison> {
  const difference = await compareBytes(actual, expected);
  if (difference === undefined) return { comparison: "bytes", difference };
  try {
    if (expected.endsWith(".parquet")) {
      const { compareParquet } = await import("./parquet-content.js");
      return { comparison: "content", difference: await compareParquet(actual, expected) };
    }
    if (archiveName.test(expected)) return await compareArchives(actual, expected, scratch, difference);
    return { comparison: "bytes", difference };
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return { comparison: "content", difference: describeError(error) };
  }
}

async function compareArchives(
  actual: string,
  expected: string,
  scratch: string,
  differentBytes: string,
): Promise<FileComparison> {
  const { archiveFormat, extractArchive } = await import("@mlebench/archives");
  const isArchive = await archiveFormat(expected).then(
    () => true,
    () => false,
  );
  if (!isArchive) return { comparison: "bytes", difference: differentBytes };
  const [found, wanted, inner] = ["found", "wanted", "inner"].map((name) => join(scratch, name));
  try {
    await extractArchive(expected, wanted);
    await extractArchive(actual, found);
    return { comparison: "content", difference: await compareMembers(found, wanted, inner) };
  } finally {
    await removeDirectory(scratch);
  }
}

async function compareMembers(found: string, wanted: string, scratch: string): Promise<string | undefined> {
  const [ours, theirs] = [await listFiles(found), await listFiles(wanted)];
  const [has, needs] = [new Set(ours), new Set(theirs)];
  const absent = theirs.find((name) => !has.has(name));
  if (absent !== undefined) return `It has no \`${absent}\`.`;
  const extra = ours.find((name) => !needs.has(name));
  if (extra !== undefined) return `It has an unexpected \`${extra}\`.`;
  for (const name of theirs) {
    const { difference } = await compareFiles(join(found, name), join(wanted, name), scratch);
    if (difference !== undefined) return `\`${name}\` in it: ${difference}`;
  }
  return undefined;
}

async function compareBytes(actual: string, expected: string): Promise<string | undefined> {
  const wanted = await open(expected);
  try {
    const found = await open(actual);
    try {
      return await compareHandles(found, wanted, textName.test(expected));
    } finally {
      await found.close();
    }
  } catch (error) {
    return `It cannot be read: ${describeError(readableError(error, actual))}`;
  } finally {
    await wanted.close();
  }
}

async function compareHandles(
  found: FileHandle,
  wanted: FileHandle,
  isText: boolean,
): Promise<string | undefined> {
  const [ours, theirs] = [Buffer.alloc(chunkSize), Buffer.alloc(chunkSize)];
  const sizes = [(await found.stat()).size, (await wanted.stat()).size];
  const size = sizes[0] === sizes[1] ? "" : ` It has ${sizes[0]} bytes; expected ${sizes[1]}.`;
  let line = 1;
  for (let start = 0; ; ) {
    const [a, b] = [await readChunk(found, ours, start), await readChunk(wanted, theirs, start)];
    if (a.length === 0 && b.length === 0) return undefined;
    if (!a.equals(b)) {
      let at = 0;
      while (at < a.length && at < b.length && a[at] === b[at]) at++;
      const place = isText ? `line ${line + countLines(a.subarray(0, at))}` : `byte ${start + at + 1}`;
      return `First difference: ${place}.${size}`;
    }
    if (isText) line += countLines(a);
    start += a.length;
  }
}

async function readChunk(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
