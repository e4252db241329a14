import { existsSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { CompetitionPaths } from "@mlebench/core";
import type { PrepareDatasetOptions } from "../prepare/options.js";
import { extractionDirectory, hasExtraction, removeRecord } from "../state/records.js";
import { removedPath } from "../state/stale-files.js";
import { runTransition } from "../state/states.js";
import { removeDirectory } from "../work-directories.js";

type Options = Pick<PrepareDatasetOptions, "onTransition">;

/** Removes what was downloaded, with its record. */
export async function discardDownload({ home, zip }: CompetitionPaths, options: Options): Promise<void> {
  await runTransition("discardDownload", options, () => {
    // The record goes last: an archive without one would count as a person's.
    rmSync(zip, { force: true });
    removeRecord(home, "download");
  });
}

/** Removes the part of the archive that an interrupted download has left, if there is any. */
export async function discardPart({ zip }: CompetitionPaths, options: Options): Promise<void> {
  const files = [`${zip}.part`, `${zip}.part.json`].filter((file) => existsSync(file));
  if (files.length === 0) return;
  await runTransition("discardDownload", options, () => {
    for (const file of files) rmSync(file, { force: true });
  });
}

/** Removes what an extraction has left, if there is any. */
export async function discardExtraction({ home }: CompetitionPaths, options: Options): Promise<void> {
  if (!hasExtraction(home)) return;
  await runTransition("discardExtraction", options, async () => {
    await removeDirectory(extractionDirectory(home));
    removeRecord(home, "extraction");
  });
}

/** Removes raw files that can be made again. */
export async function discardRaw({ home, raw }: CompetitionPaths, options: Options): Promise<void> {
  await runTransition("discardRaw", options, async () => {
    const removed = removedPath(raw);
    // A directory that cannot be renamed is removed where it is.
    await rename(raw, removed).catch(() => {});
    await removeDirectory(removed);
    await removeDirectory(raw);
    removeRecord(home, "raw");
  });
}
