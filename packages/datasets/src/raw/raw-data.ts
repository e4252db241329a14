import { existsSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { type Competition, type CompetitionPaths, makeDirectory, UserError } from "@mlebench/core";
import type { PrepareDatasetOptions } from "../prepare/options.js";
import {
  exists,
  isNonEmptyDirectory,
  publishDirectory,
  removeDirectory,
  temporaryPath,
  writeFileDurably,
} from "../work-directories.js";
import { archiveStamp } from "./archive-stamp.js";
import { downloadRecord, recordDownload, removeDownload } from "./download-record.js";
import { arrangeRaw, checkContents, extractRaw } from "./extract-raw.js";
import { impostorArchive } from "./own-archive.js";
import {
  isResumable,
  type PartialRecord,
  partialDirectory,
  partialRecordFile,
} from "./partial-extraction.js";
import { findRawRoot, folderOfPaths, rawLayout } from "./raw-layout.js";
import { isStaleRaw, keepRecordedRaw, recordedSource, recordRaw, removeRaw } from "./raw-record.js";
import { locateSource } from "./raw-source.js";

/** Raw data, ready to be prepared. */
export interface RawData {
  /** Directory of the raw files. */
  path: string;
  /** The archive that they came from, if it is one alone. */
  archive?: string;
  /** Its MD5, where the download has computed it. */
  archiveMd5?: string;
  /** The directory that the files were copied from. */
  copyOf?: string;
  /** True when the files are ours: nobody minds if they are prepared files too. */
  areOurs: boolean;
  /** Removes the directory if it can be made again, or is only for this run; else keeps it. */
  discard: (keepRaw: boolean) => Promise<void>;
}

type Options = Pick<PrepareDatasetOptions, "from" | "link" | "download" | "onProgress" | "onMessage">;

/** What every step here works for. */
interface Job {
  competition: Competition;
  paths: CompetitionPaths;
  options: Options;
}

/**
 * Finds the raw data, or makes them: from `from`, else `<data-dir>/ID/raw`, else `<data-dir>/ID/ID.zip`, else by
 * downloading. Whatever is made gets its name only when it is complete.
 * @throws UserError that says where to put what when there are none
 */
export async function obtainRaw(
  competition: Competition,
  paths: CompetitionPaths,
  options: Options,
): Promise<RawData> {
  const raw = await findRaw({ competition, paths, options });
  await discardPartial(paths.home);
  return raw;
}

async function findRaw(job: Job): Promise<RawData> {
  const { competition, paths, options } = job;
  const { from, download } = options;
  const source = from === undefined ? undefined : await locateSource(from, competition, paths);
  if (source?.kind === "archive") return rawFromArchives(source.paths, job);
  if (source?.kind === "directory") return rawFromDirectory(source.path, job);
  if (isNonEmptyDirectory(paths.raw)) return ownRaw(job);
  const impostor = await impostorArchive(paths);
  if (impostor !== undefined && download !== undefined) {
    options.onMessage?.(`Deleting ${paths.zip}: it is ${impostor.words}`);
    removeDownload(paths.home, paths.zip);
  }
  if (existsSync(paths.zip)) {
    const md5 = downloadRecord(paths.home, paths.zip)?.md5;
    return { ...(await rawFromArchives([paths.zip], job)), archiveMd5: md5 };
  }
  if (download === undefined) throw noRawData(competition.facts.id, paths);
  const md5 = await downloadArchive(job, download);
  return { ...(await rawFromArchives([paths.zip], job)), archiveMd5: md5 };
}

function noRawData(id: string, paths: CompetitionPaths): UserError {
  return new UserError(`There are no raw data of "${id}"`, {
    expected: `Kaggle's archive as ${paths.zip}, or its extracted files in ${paths.raw}${"/"}`,
    hint: "Put them there, or say where they are with `--from` (an archive or a directory).",
  });
}

const maxDownloads = 3;

/**
 * Downloads the archive, and again when what came is none: a page of a network that wants a log-in, or a file that ends
 * early although the server said nothing of its size.
 * @returns its MD5, where the download has computed it
 */
async function downloadArchive(
  { competition, paths, options }: Job,
  download: NonNullable<Options["download"]>,
): Promise<string | undefined> {
  const { onProgress, onMessage } = options;
  const { archiveFormat, listArchive } = await import("@mlebench/archives");
  onMessage?.(`Downloading the data of ${competition.facts.id} to ${paths.zip}`);
  for (let attempt = 1; ; attempt += 1) {
    const downloaded = await download({ competition, destination: paths.zip, onProgress, onMessage });
    recordDownload(paths.home, paths.zip, downloaded?.md5);
    try {
      // A zip's table of contents comes last: with it, the file is whole.
      if ((await archiveFormat(paths.zip)) === "zip") await listArchive(paths.zip);
      return downloaded?.md5;
    } catch (error) {
      removeDownload(paths.home, paths.zip);
      if (attempt === maxDownloads) throw notAnArchive(error, attempt);
      onMessage?.(`What was downloaded is no archive (${(error as Error).message}). Downloading again.`);
    }
  }
}

function notAnArchive(error: unknown, attempts: number): UserError {
  return new UserError(`What was downloaded is no archive, ${attempts} times: ${(error as Error).message}`, {
    expected: "a zip file",
    hint: "A proxy or a log-in page of the network may answer in place of Kaggle. Open https://www.kaggle.com in a browser, then run this again.",
    cause: error,
  });
}

async function ownRaw(job: Job): Promise<RawData> {
  const { paths, options } = job;
  if (!existsSync(paths.zip)) {
    const mayBeTheOnlyCopy = !isStaleRaw(paths.home, paths.raw);
    return mayBeTheOnlyCopy
      ? { path: paths.raw, areOurs: isOurs(paths), discard: async () => {} }
      : settledRaw(paths);
  }
  if (await isFromArchive(job, paths.zip)) return settledRaw(paths, paths.zip);
  options.onMessage?.(`${paths.raw} lacks files of ${paths.zip}: extracting it again`);
  return extractInPlace([paths.zip], job);
}

/** True when raw/ is what the archive holds: because we recorded so, or because every file is there in full. */
async function isFromArchive({ competition, paths }: Job, archive: string): Promise<boolean> {
  const recorded = recordedSource(paths.home, paths.raw);
  if (recorded !== undefined) return recorded === archiveStamp(archive);
  const { listArchive } = await import("@mlebench/archives");
  // An archive that cannot be read cannot replace files that are there.
  const entries = await listArchive(archive).catch(() => []);
  const layout = await rawLayout(competition);
  const way = layout && findRawRoot(folderOfPaths(entries), layout, competition.facts.id);
  const top = (way ?? []).map((name) => `${name}/`).join("");
  return entries
    .filter(({ path }) => path.startsWith(top))
    .every(({ path, size, isDirectory }) => {
      const found = statSync(join(paths.raw, path.slice(top.length)), { throwIfNoEntry: false });
      return found !== undefined && (isDirectory || found.size === size);
    });
}

async function rawFromArchives(archives: readonly string[], job: Job): Promise<RawData> {
  const { competition, paths, options } = job;
  const recorded = recordedSource(paths.home, paths.raw);
  if (recorded === archiveStamp(...archives)) return settledRaw(paths, ...archives);
  await checkContents(competition, archives);
  if (recorded !== undefined || !isNonEmptyDirectory(paths.raw)) return extractInPlace(archives, job);
  const work = temporaryPath(paths.raw);
  makeDirectory(work);
  const path = await extractRaw(competition, archives, work, options);
  return passingRaw(path, work, paths, options, ...archives);
}

async function rawFromDirectory(directory: string, { competition, paths, options }: Job): Promise<RawData> {
  const { linkDirectory } = await import("@mlebench/folders");
  const work = temporaryPath(paths.raw);
  options.onMessage?.(`Copying the raw files in ${directory}`);
  await linkDirectory(directory, work, {
    mode: options.link === "copy" ? "copy" : "clone",
    onProgress: options.onProgress,
  });
  const path = await arrangeRaw(competition, work, options);
  const copyOf = join(directory, relative(work, path));
  if (isNonEmptyDirectory(paths.raw) && recordedSource(paths.home, paths.raw) === undefined) {
    return { ...passingRaw(path, work, paths, options), copyOf };
  }
  recordRaw(paths.home, path, directory);
  await publishDirectory(path, paths.raw);
  return { ...settledRaw(paths), copyOf };
}

async function extractInPlace(archives: readonly string[], job: Job): Promise<RawData> {
  const { paths } = job;
  const path = await extractResumably(archives, job);
  recordRaw(paths.home, path, archiveStamp(...archives));
  await publishDirectory(path, paths.raw);
  return settledRaw(paths, ...archives);
}

/** Goes on in what a killed run of the same archives left: hours of it, for the largest ones. */
async function extractResumably(
  archives: readonly string[],
  { competition, paths, options }: Job,
): Promise<string> {
  const { home } = paths;
  const partial = partialDirectory(home);
  if (!isResumable(home, archives)) await discardPartial(home);
  const record: PartialRecord = { archive: archives.join("\n"), stamp: archiveStamp(...archives) };
  writeFileDurably(partialRecordFile(home), `${JSON.stringify(record)}\n`);
  const resume = exists(partial);
  try {
    makeDirectory(partial);
    return await extractRaw(competition, archives, partial, { ...options, resume });
  } catch (error) {
    await discardPartial(home);
    throw error;
  }
}

async function discardPartial(home: string): Promise<void> {
  await removeDirectory(partialDirectory(home));
  rmSync(partialRecordFile(home), { force: true });
}

const isOurs = ({ home, raw }: CompetitionPaths): boolean => recordedSource(home, raw) !== undefined;

/** Raw data in their usual place that can be made again. */
function settledRaw(paths: CompetitionPaths, ...archives: string[]): RawData {
  const { home, raw } = paths;
  return {
    path: raw,
    archive: archives.length === 1 ? archives[0] : undefined,
    areOurs: isOurs(paths),
    discard: async (keepRaw) => (keepRaw ? keepRecordedRaw(home, raw) : removeRaw(home, raw)),
  };
}

/**
 * Raw data made for one run, because the usual place holds files that a person put there.
 * @param work directory that goes with them
 */
function passingRaw(
  path: string,
  work: string,
  paths: CompetitionPaths,
  { onMessage }: Options,
  ...archives: string[]
): RawData {
  return {
    path,
    archive: archives.length === 1 ? archives[0] : undefined,
    areOurs: true,
    discard: async (keepRaw) => {
      if (keepRaw) onMessage?.(`${paths.raw} was there before and stays as it is`);
      await removeDirectory(work);
    },
  };
}
