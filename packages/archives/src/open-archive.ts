import type { ArchiveReader } from "./archive-entry.js";
import type { ArchiveFormat } from "./archive-format.js";

/** Opens an archive that is read member by member; what a format needs is imported when it is first used. */
export async function openArchive(
  path: string,
  format: Exclude<ArchiveFormat, "7z">,
): Promise<ArchiveReader> {
  if (format === "zip") return (await import("./zip-reader.js")).openZip(path);
  if (format === "gz") return (await import("./gzip-reader.js")).openGzip(path);
  return (await import("./tar-reader.js")).openTar(path, format === "tar.gz");
}
