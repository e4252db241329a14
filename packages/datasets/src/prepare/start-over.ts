import { existsSync } from "node:fs";
import { type Competition, readChecksums } from "@mlebench/core";
import { discardDownload, discardExtraction, discardPart, discardRaw } from "../raw/discard.js";
import { discardExtraParts } from "../raw/extra-files.js";
import type { RawJob } from "../raw/raw-data.js";
import { type ArchiveState, readDatasetState } from "../state/dataset-state.js";

/**
 * Removes what earlier runs have left to start from: raw files, a partial extraction, a partial download, and the
 * archive unless its MD5 is the published one. Prepared data stays until it is replaced. Files that a person put there
 * stay too, and a message names them.
 */
export async function startOver({ competition, dataDirectory, paths, options }: RawJob): Promise<void> {
  const { from, download, onMessage } = options;
  const { raw, archive } = await readDatasetState(competition, dataDirectory);
  await discardExtraction(paths, options);
  discardExtraParts(competition, paths);
  if (raw.name === "extracted" && raw.madeBy === "mlebench") await discardRaw(paths, options);
  if (from !== undefined) return;
  if (raw.name === "extracted" && raw.madeBy === "user") {
    onMessage?.(
      `Starting over from ${paths.raw}, which mlebench did not make. Delete it to start from the archive.`,
    );
    return;
  }
  await discardPart(paths, options);
  if (!existsSync(paths.zip)) return;
  if (download === undefined || !(await isSpoiled(competition, paths.zip, archive))) {
    const why =
      archive.name === "downloaded" && archive.madeBy === "mlebench"
        ? "matches its published MD5"
        : "mlebench did not download. Delete it to download the data again";
    onMessage?.(`Starting over from ${paths.zip}, which ${why}.`);
    return;
  }
  onMessage?.(`Deleting ${paths.zip}, which does not match its published MD5`);
  await discardDownload(paths, options);
}

/** Whether mlebench has downloaded the archive, and it is not known to match its published MD5. */
export async function isSpoiled(
  competition: Competition,
  zip: string,
  archive: ArchiveState,
): Promise<boolean> {
  if (archive.name !== "downloaded" || archive.madeBy === "user") return false;
  const published = readChecksums(competition).zip;
  if (published === null) return true;
  const { md5File } = await import("@mlebench/disk/md5");
  return (archive.md5 ?? (await md5File(zip))) !== published;
}
