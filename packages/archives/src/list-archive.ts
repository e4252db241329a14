import type { ArchiveEntry } from "./archive-entry.js";
import { archiveFormat } from "./archive-format.js";
import { readError } from "./errors.js";
import { gunzipLength } from "./gzip-reader.js";
import { openArchive } from "./open-archive.js";

/**
 * What an archive holds, in its own order. A tar.gz or gz file has to be decompressed for that, a tar to be read.
 * @throws UserError when it is no archive, is damaged, or holds a name that leads out of a destination
 */
export async function listArchive(path: string): Promise<ArchiveEntry[]> {
  const format = await archiveFormat(path);
  if (format === "7z") return (await import("./seven-zip.js")).listSevenZip(path);
  const reader = await openArchive(path, format);
  const entries: ArchiveEntry[] = [];
  try {
    for await (const { path: name, size, kind } of reader.members()) {
      if (name === "") continue;
      entries.push({
        path: name,
        size: format === "gz" ? await gunzipLength(path) : size,
        isDirectory: kind === "directory",
      });
    }
  } catch (error) {
    throw readError(error, path);
  } finally {
    await reader.close();
  }
  return entries;
}
