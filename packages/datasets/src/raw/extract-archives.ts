import { makeDirectory } from "@mlebench/disk";
import {
  archiveStamp,
  extractionDirectory,
  isResumable,
  readRawRecord,
  recordExtraction,
  recordRaw,
} from "../state/records.js";
import { runTransition } from "../state/states.js";
import { exists, isNonEmptyDirectory, publishDirectory, temporaryPath } from "../work-directories.js";
import { discardExtraction } from "./discard.js";
import { checkContents, extractRaw } from "./extract-raw.js";
import { type RawData, type RawJob, replaceableRaw, temporaryRaw } from "./raw-data.js";

/**
 * Raw files of archives: those that are in `raw/` already, else extracted there, else, where `raw/` holds files that a
 * person put there, extracted for this run only.
 */
export async function rawFromArchives(archives: readonly string[], job: RawJob): Promise<RawData> {
  const { competition, paths, options } = job;
  const source = readRawRecord(paths.home, paths.raw)?.source;
  if (source === archiveStamp(...archives)) return replaceableRaw(job, ...archives);
  await checkContents(competition, archives);
  if (source !== undefined || !isNonEmptyDirectory(paths.raw)) return extractInPlace(archives, job);
  const work = temporaryPath(paths.raw);
  makeDirectory(work);
  const path = await extractRaw(competition, archives, work, options);
  return temporaryRaw(path, work, job, ...archives);
}

/** Extracts archives to `raw/`, resuming what a killed run of the same archives has left. */
export async function extractInPlace(archives: readonly string[], job: RawJob): Promise<RawData> {
  const { competition, paths, options } = job;
  const directory = extractionDirectory(paths.home);
  if (!isResumable(paths.home, archives)) await discardExtraction(paths, options);
  return runTransition("extract", options, async () => {
    recordExtraction(paths.home, archives);
    const resume = exists(directory);
    let path: string;
    try {
      makeDirectory(directory);
      path = await extractRaw(competition, archives, directory, { ...options, resume });
    } catch (error) {
      await discardExtraction(paths, options);
      throw error;
    }
    recordRaw(paths.home, path, archiveStamp(...archives));
    await publishDirectory(path, paths.raw);
    return replaceableRaw(job, ...archives);
  });
}
