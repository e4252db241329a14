import { join, relative } from "node:path";
import { readRawRecord, recordRaw } from "../state/records.js";
import { runTransition } from "../state/states.js";
import { isNonEmptyDirectory, publishDirectory, temporaryPath } from "../work-directories.js";
import { arrangeRaw } from "./extract-raw.js";
import { type RawData, type RawJob, replaceableRaw, temporaryRaw } from "./raw-data.js";

/**
 * Copies a directory of raw files, which is never changed, to `raw/`; where that holds files that a person put there,
 * for this run only.
 */
export async function copyRaw(directory: string, job: RawJob): Promise<RawData> {
  const { paths, options } = job;
  const isTaken = isNonEmptyDirectory(paths.raw) && readRawRecord(paths.home, paths.raw) === undefined;
  if (isTaken) {
    const { path, work } = await copyToWork(directory, job);
    return { ...temporaryRaw(path, work, job), copyOf: join(directory, relative(work, path)) };
  }
  return runTransition("copyRaw", options, async () => {
    const { path, work } = await copyToWork(directory, job);
    recordRaw(paths.home, path, directory);
    await publishDirectory(path, paths.raw);
    return { ...replaceableRaw(job), copyOf: join(directory, relative(work, path)) };
  });
}

/** @returns `work`, and in it where the raw files begin */
async function copyToWork(
  directory: string,
  { competition, paths, options }: RawJob,
): Promise<{ path: string; work: string }> {
  const { linkDirectory } = await import("@mlebench/folders");
  const work = temporaryPath(paths.raw);
  options.onMessage?.(`Copying the raw files in ${directory}`);
  await linkDirectory(directory, work, {
    mode: options.link === "copy" ? "copy" : "clone",
    onProgress: options.onProgress,
  });
  return { path: await arrangeRaw(competition, work, options), work };
}
