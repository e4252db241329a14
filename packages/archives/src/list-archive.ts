import { closeSync, openSync } from "node:fs";
import type { ArchiveEntry, ArchiveReader } from "./archive-entry.js";
import { type ArchiveFormat, archiveFormat } from "./archive-format.js";
import { readError } from "./errors.js";
import { gunzipLength } from "./gzip-reader.js";
import { openArchive } from "./open-archive.js";
import type { ZipTable } from "./zip-bounds.js";
import { zipRows } from "./zip-rows.js";

/**
 * What an archive holds, in its own order. A tar.gz or gz file has to be decompressed for that, a tar to be read.
 * @throws UserError when it is no archive, is damaged, or holds a name that leads out of a destination
 */
export async function listArchive(path: string): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for await (const entry of archiveEntries(path)) entries.push(entry);
  return entries;
}

/** {@link listArchive} one by one, for archives of so many members that memory should not hold a list. */
export async function* archiveEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const format = await archiveFormat(path);
  if (format === "7z") {
    yield* await (await import("./seven-zip.js")).listSevenZip(path);
    return;
  }
  const reader = await openArchive(path, format);
  try {
    yield* reader.table === undefined
      ? readerEntries(path, reader, format)
      : zipEntries(path, reader, reader.table);
  } catch (error) {
    throw readError(error, path);
  } finally {
    await reader.close();
  }
}

/** Of an ordinary zip file without the reader that explains what is wrong, which takes five times as long. */
async function* zipEntries(
  path: string,
  reader: ArchiveReader,
  table: ZipTable,
): AsyncGenerator<ArchiveEntry> {
  const descriptor = openSync(path, "r");
  try {
    let isOrdinary = true;
    for (const row of zipRows(descriptor, table)) isOrdinary = row !== undefined;
    if (!isOrdinary) yield* readerEntries(path, reader, "zip");
    else
      for (const row of zipRows(descriptor, table))
        if (row !== undefined)
          yield { path: row.path, size: row.isDirectory ? 0 : row.size, isDirectory: row.isDirectory };
  } finally {
    closeSync(descriptor);
  }
}

async function* readerEntries(
  path: string,
  reader: ArchiveReader,
  format: ArchiveFormat,
): AsyncGenerator<ArchiveEntry> {
  for await (const { path: name, size, kind } of reader.members()) {
    if (name === "") continue;
    yield {
      path: name,
      size: format === "gz" ? await gunzipLength(path) : size,
      isDirectory: kind === "directory",
    };
  }
}
