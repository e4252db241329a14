import { existsSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Competition, describeNames, isMlebenchError, type Progress, UserError } from "@mlebench/core";
import { describeEntries } from "@mlebench/disk";
import { isNonEmptyDirectory } from "../work-directories.js";
import { PathList } from "./path-list.js";
import { findRawRoot, folderOfPaths, folderOnDisk, rawLayout, zipsOfSingleFiles } from "./raw-layout.js";

interface Reporting {
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}

/**
 * Checks by their tables of contents that archives hold the raw data, before hours are spent on extracting them.
 * @throws UserError that lists what they hold, if that is something else
 */
export async function checkContents(competition: Competition, archives: readonly string[]): Promise<void> {
  const { archiveEntries, archiveFormat } = await import("@mlebench/archives");
  const layout = await rawLayout(competition);
  if (layout === undefined) return;
  const entries = new PathList();
  for (const archive of archives) {
    const format = await archiveFormat(archive);
    // Others have no table of contents: listing them takes as long as extracting.
    if (format !== "zip" && format !== "7z") return;
    for await (const entry of archiveEntries(archive)) entries.add(entry);
  }
  const folder = folderOfPaths(entries);
  const { id } = competition.facts;
  if (findRawRoot(folder, layout, id) !== undefined) return;
  const names = folder
    .names()
    .map((name) => (folder.isFolder(name) ? `${name}/` : name))
    .sort();
  throw new UserError(`The archive is not the raw data of \`${id}\``, {
    file: archives[0],
    expected: `raw files such as ${describeNames(layout.top)}`,
    hint: `It contains ${describeNames(names)}.`,
  });
}

/**
 * Extracts archives, one on top of the other, and finds where the raw files begin.
 * @param resume whether to resume what an interrupted call has left
 * @returns directory of the raw files: `destination`, or one inside
 */
export async function extractRaw(
  competition: Competition,
  archives: readonly string[],
  destination: string,
  { resume = false, onProgress, onMessage }: Reporting & { resume?: boolean } = {},
): Promise<string> {
  const { extractArchive } = await import("@mlebench/archives");
  for (const archive of archives) {
    onMessage?.(resume ? `Resuming extraction of ${archive}` : `Extracting ${archive}`);
    const onWarning = (line: string): void => onMessage?.(`${archive}: ${line}`);
    await extractArchive(archive, destination, { onProgress, onWarning, resume });
  }
  if (!isNonEmptyDirectory(destination)) throw new UserError("Archive is empty", { file: archives[0] });
  return arrangeRaw(competition, destination, { onMessage });
}

/**
 * Brings a directory that mlebench made into Kaggle's layout: finds in which folder inside the raw files begin, and
 * extracts files that are zipped one by one, as Kaggle packs single files.
 * @returns directory of the raw files
 */
export async function arrangeRaw(
  competition: Competition,
  directory: string,
  { onMessage }: Reporting = {},
): Promise<string> {
  const layout = await rawLayout(competition);
  if (layout === undefined) return directory;
  const { id } = competition.facts;
  const way = findRawRoot(folderOnDisk(directory), layout, id);
  if (way === undefined)
    throw new UserError(`No raw files of \`${id}\` found`, {
      file: directory,
      expected: `files such as ${describeNames(layout.top)}`,
      hint: `The data contains ${describeEntries(directory)}.`,
    });
  const root = join(directory, ...way);
  if (root !== directory) onMessage?.(`The raw files are in \`${way.join("/")}/\``);
  const { extractArchive, listArchive } = await import("@mlebench/archives");
  for (const zip of zipsOfSingleFiles(root, layout)) {
    const entries = (await listArchive(zip)).filter(({ isDirectory }) => !isDirectory);
    const files = entries.filter(({ path }) => !path.startsWith("__MACOSX/"));
    if (files.length !== 1 || files[0].path.includes("/")) continue;
    await extractArchive(zip, dirname(zip), { only: (path) => path === files[0].path });
    rmSync(zip);
  }
  return root;
}

/** Where raw files came from. */
export interface RawOrigin {
  /** Directory of the raw files as they are prepared, which may be removed before the error is shown. */
  raw: string;
  /** The path passed with `--from`, or the archive. */
  source: string | undefined;
  /** The directory that `raw` is a copy of, where it is one. */
  directory?: string;
}

/** Adds to an error in raw data where the data came from. A file of a copy is named by its path in the original. */
export function withSource(error: unknown, { raw, source, directory }: RawOrigin): unknown {
  if (source === undefined || !isMlebenchError(error) || error.kind !== "user") return error;
  const { file } = error.details;
  const original = file === undefined || directory === undefined ? file : inOriginal(file, raw, directory);
  const { hint: remedy = "It may be damaged or incomplete. Extract or download it again." } = error.details;
  const hint = [remedy, `The raw data came from ${source}.`].join(" ");
  return new UserError(error.message, { ...error.details, file: original, hint, cause: error.cause });
}

function inOriginal(file: string, raw: string, directory: string): string {
  const name = relative(raw, file);
  if (name === "" || name.startsWith("..")) return file;
  const path = join(directory, name);
  if (!existsSync(path) && existsSync(`${path}.zip`)) return `${path}.zip`;
  // Files extracted from an archive inside do not exist in the original.
  return existsSync(dirname(path)) ? path : file;
}
