import { existsSync, rmSync } from "node:fs";
import { type Competition, type CompetitionPaths, readChecksums } from "@mlebench/core";
import { downloadRecord, removeDownload } from "../raw/download-record.js";
import { partialDirectory, partialRecordFile } from "../raw/partial-extraction.js";
import { recordedSource, removeRaw } from "../raw/raw-record.js";
import { isNonEmptyDirectory, removeDirectory } from "../work-directories.js";
import type { PrepareDatasetOptions } from "./options.js";

/**
 * Removes what earlier runs have left to start from: raw files, half an extraction, half a download, and the archive
 * unless its MD5 is the published one. Prepared files stay until others take their place. What a person put there stays
 * too, and is named.
 */
export async function startOver(
  competition: Competition,
  paths: CompetitionPaths,
  { from, download, onMessage }: Pick<PrepareDatasetOptions, "from" | "download" | "onMessage">,
): Promise<void> {
  await removeDirectory(partialDirectory(paths.home));
  rmSync(partialRecordFile(paths.home), { force: true });
  const rawIsOurs = recordedSource(paths.home, paths.raw) !== undefined;
  if (rawIsOurs) await removeRaw(paths.home, paths.raw);
  if (from !== undefined) return;
  if (!rawIsOurs && isNonEmptyDirectory(paths.raw)) {
    onMessage?.(
      `Starting over from ${paths.raw}, which mlebench has not made. Delete it to start from the archive.`,
    );
    return;
  }
  for (const half of [`${paths.zip}.part`, `${paths.zip}.part.json`]) rmSync(half, { force: true });
  if (!existsSync(paths.zip)) return;
  if (download === undefined || !(await isSpoiled(competition, paths))) {
    const why = downloadRecord(paths.home, paths.zip)
      ? "is as published"
      : "mlebench has not downloaded. Delete it to download the data again";
    onMessage?.(`Starting over from ${paths.zip}, which ${why}.`);
    return;
  }
  onMessage?.(`Deleting ${paths.zip}, which is not known to be as published`);
  removeDownload(paths.home, paths.zip);
}

/** True for an archive that mlebench has downloaded and that is not known to be as published. */
export async function isSpoiled(competition: Competition, { home, zip }: CompetitionPaths): Promise<boolean> {
  const record = downloadRecord(home, zip);
  if (record === undefined) return false;
  const published = readChecksums(competition).zip;
  if (published === null) return true;
  const { md5File } = await import("@mlebench/archives");
  return (record.md5 ?? (await md5File(zip))) !== published;
}
