import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  describeError,
  type ExtraRawFile,
  isMlebenchError,
  UserError,
} from "@mlebench/core";
import { isDirectory, isFile } from "../work-directories.js";
import type { RawJob } from "./raw-data.js";
import { locateSource, type RawSource } from "./raw-source.js";

const archiveEnding = /\.(zip|7z|tar|tgz|tar\.gz|gz)$/i;

/** Where an extra raw file is downloaded to, and where a person can put it: beside Kaggle's archive. */
export const extraFilePath = ({ home }: Pick<CompetitionPaths, "home">, { name }: ExtraRawFile): string =>
  join(home, name);

/** Whether a directory of raw files has an extra file, or what came out of it. */
const isAmongRaw = (raw: string, { name }: ExtraRawFile): boolean =>
  existsSync(join(raw, name)) ||
  (archiveEnding.test(name) && isDirectory(join(raw, name.replace(archiveEnding, ""))));

/**
 * The extra raw files of a competition that preparing has to download: those that are neither in the data directory nor in
 * or beside what `from` names.
 * @throws UserError if there is no raw data at `from`
 */
export async function extraFilesToDownload(
  competition: Competition,
  { dataDirectory, from }: { dataDirectory: string; from?: string },
): Promise<{ file: ExtraRawFile; destination: string }[]> {
  if ((competition.facts.extraRawFiles ?? []).length === 0) return [];
  const paths = competitionPaths(resolve(dataDirectory), competition.facts);
  const source = from === undefined ? undefined : await locateSource(from, competition, paths);
  const missing = await missingExtraFiles(competition, paths, { from, source });
  return missing.map((file) => ({ file, destination: extraFilePath(paths, file) }));
}

/** @param from what `--from` names, and `source` what was found there */
async function missingExtraFiles(
  { facts }: Pick<Competition, "facts">,
  paths: CompetitionPaths,
  { from, source }: { from?: string; source?: RawSource },
): Promise<readonly ExtraRawFile[]> {
  const missing: ExtraRawFile[] = [];
  for (const file of facts.extraRawFiles ?? []) {
    if (foundOutside(file, paths, { from, source }) !== undefined) continue;
    const directory = source?.kind === "directory" ? source.path : paths.raw;
    if (source?.kind !== "archive" && isAmongRaw(directory, file)) continue;
    const archives = source?.kind === "archive" ? source.paths : existsSync(paths.zip) ? [paths.zip] : [];
    if (await isInArchives(file, archives)) continue;
    missing.push(file);
  }
  return missing;
}

/** Path of an extra file that is not among the raw files yet: in the data directory, or beside what `--from` names. */
function foundOutside(
  file: ExtraRawFile,
  paths: CompetitionPaths,
  { from, source }: { from?: string; source?: RawSource },
): string | undefined {
  const start = from === undefined ? [] : [resolve(from)];
  const archives = source?.kind === "archive" ? source.paths.map((path) => dirname(path)) : [];
  const directories = [...start, ...archives, paths.home];
  return directories.map((directory) => join(directory, file.name)).find(isFile);
}

/** Whether archives hold the file, as far as that can be found out without extracting them. */
async function isInArchives({ name }: ExtraRawFile, archives: readonly string[]): Promise<boolean> {
  const { archiveEntries, archiveFormat } = await import("@mlebench/archives");
  for (const archive of archives) {
    // One that cannot be read is reported when it is extracted.
    const format = await archiveFormat(archive).catch(() => undefined);
    if (format !== "zip" && format !== "7z") continue;
    try {
      for await (const { path, isDirectory: isFolder } of archiveEntries(archive))
        if (!isFolder && basename(path) === name) return true;
    } catch (error) {
      if (!isMlebenchError(error)) throw error;
    }
  }
  return false;
}

/**
 * Downloads the extra raw files that are nowhere on this machine. Call it before the long work: an address that does not
 * respond is then found out before hours are spent on Kaggle's archive.
 * @throws UserError that says what to put where by hand, if a file cannot be downloaded
 */
export async function downloadExtraFiles(job: RawJob, source: RawSource | undefined): Promise<void> {
  const { competition, paths, options } = job;
  for (const file of await missingExtraFiles(competition, paths, { from: options.from, source })) {
    const destination = extraFilePath(paths, file);
    if (options.downloadFile === undefined) throw missingExtraFile(file, destination);
    options.onMessage?.(`Downloading ${file.name} from ${file.url}`);
    const { onProgress, onMessage } = options;
    try {
      await options.downloadFile({ file, destination, onProgress, onMessage });
    } catch (error) {
      if (!isMlebenchError(error) || error.kind !== "user") throw error;
      throw missingExtraFile(file, destination, error);
    }
  }
}

/**
 * Puts the extra raw files among the raw ones, where they are not there already.
 * @param raw directory of the raw files
 * @throws UserError if one is missing, or its MD5 is not the published one
 */
export async function placeExtraFiles(
  { competition, paths, options }: Pick<RawJob, "competition" | "paths" | "options">,
  raw: string,
  source: RawSource | undefined,
): Promise<void> {
  for (const file of competition.facts.extraRawFiles ?? []) {
    const place = join(raw, file.name);
    if (isAmongRaw(raw, file)) {
      if (isFile(place)) await checkContent(file, place);
      continue;
    }
    const found = foundOutside(file, paths, { from: options.from, source });
    if (found === undefined) throw missingExtraFile(file, extraFilePath(paths, file));
    await checkContent(file, found);
    const { linkFiles } = await import("@mlebench/folders");
    // Never a hard link: the file stays, while raw files may be written to.
    await linkFiles([{ from: found, to: place }], { mode: options.link === "copy" ? "copy" : "clone" });
  }
}

/** @throws UserError if a file is a web page in place of an archive, or its MD5 is not the published one */
async function checkContent(file: ExtraRawFile, path: string): Promise<void> {
  const hint = `Delete it, and run this again with a network, or replace it with ${file.url}`;
  if (archiveEnding.test(file.name)) {
    const { impostorIn } = await import("@mlebench/archives");
    const impostor = impostorIn(path);
    if (impostor !== undefined)
      throw new UserError(`\`${file.name}\` is ${impostor.words}`, {
        file: path,
        expected: "an archive",
        hint,
      });
  }
  if (file.md5 === undefined) return;
  const { md5File } = await import("@mlebench/disk/md5");
  const md5 = await md5File(path);
  if (md5 === file.md5) return;
  const what = `\`${file.name}\` differs from the published file: its MD5 is ${md5}`;
  throw new UserError(what, { file: path, expected: file.md5, hint });
}

/** Removes what interrupted downloads of extra raw files have left. */
export function discardExtraParts({ facts }: Competition, paths: CompetitionPaths): void {
  for (const file of facts.extraRawFiles ?? []) {
    const part = `${extraFilePath(paths, file)}.part`;
    for (const path of [part, `${part}.json`]) rmSync(path, { force: true });
  }
}

/** What to do by hand is the same with and without a network. */
export function missingExtraFile(file: ExtraRawFile, destination: string, cause?: unknown): UserError {
  const what = `Missing raw file \`${file.name}\`, which is not on Kaggle`;
  return new UserError(cause === undefined ? what : `${what}, and it cannot be downloaded`, {
    file: destination,
    expected: `the file from ${file.url}`,
    hint: `${cause === undefined ? "" : `${describeError(cause)} `}Run this again with a network, or download the file by hand and save it as ${destination}.`,
    cause,
  });
}
