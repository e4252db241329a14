import { existsSync, statSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Competition, competitionPaths } from "@mlebench/core";
import { withReadableErrors } from "@mlebench/disk";
import { rawStart } from "../raw/obtain-raw.js";
import { locateSource } from "../raw/raw-source.js";
import { isFinished, readDatasetState } from "../state/dataset-state.js";
import { extractionDirectory, isResumable } from "../state/records.js";
import { directorySize } from "../work-directories.js";
import { isSpoiled } from "./start-over.js";

/** What preparing a competition would start from. */
export type StartingPoint = "prepared" | "raw files" | "archive" | "download";

export interface StartOptions {
  dataDirectory: string;
  from?: string;
  /** Whether preparing is to start over, as `prepareDataset` does. */
  fresh?: boolean;
}

/**
 * What preparing would start from: what `from` names, else what is in the data directory, else a download.
 * @throws UserError when `from` leads to no raw data, or a directory may not be read
 */
export async function startingPoint(competition: Competition, options: StartOptions): Promise<StartingPoint> {
  return withReadableErrors(options.dataDirectory, () => findStart(competition, options));
}

async function findStart(
  competition: Competition,
  { dataDirectory, from, fresh }: StartOptions,
): Promise<StartingPoint> {
  const { prepared, archive, raw } = await readDatasetState(competition, dataDirectory);
  if (!fresh && isFinished(prepared)) return "prepared";
  const paths = competitionPaths(resolve(dataDirectory), competition.facts);
  const source = from === undefined ? undefined : await locateSource(from, competition, paths);
  const isRemoved = fresh === true && raw.name === "extracted" && raw.madeBy === "mlebench";
  const rest = { archive, raw: isRemoved ? ({ name: "not extracted" } as const) : raw };
  const start = rawStart(rest, source, paths);
  if (start.kind === "download") return "download";
  if (start.kind !== "archives") return "raw files";
  const isDownloadedAgain =
    fresh && source === undefined && (await isSpoiled(competition, paths.zip, archive));
  return isDownloadedAgain ? "download" : "archive";
}

/**
 * Bytes that preparing would still write. Archives inside the archive that a preparation extracts are not counted:
 * nothing says beforehand what is in them.
 */
export interface DiskNeed {
  /** Of the archive; what an interrupted download has left is subtracted. */
  archive: number;
  /** Of its extracted files; what an interrupted extraction has left is subtracted. */
  raw: number;
  /** At most, of prepared files: copies of everything. Where files are linked it is far less. */
  prepared: number;
}

/** What is free on the file system of a directory that need not exist yet. */
export interface DiskSpace {
  /** Bytes that an ordinary user may still write; Infinity where the file system does not say. */
  free: number;
  /** The same number for directories of one file system. */
  device: number;
}

/**
 * How much disk preparing a competition would take from where it stands.
 * @param listedBytes size of all files of the competition, as Kaggle lists them; an upper bound of its archive's too
 * @throws UserError as {@link startingPoint}, or when an archive cannot be read
 */
export async function diskNeed(
  competition: Competition,
  options: StartOptions & { listedBytes?: number },
): Promise<DiskNeed> {
  return withReadableErrors(options.dataDirectory, () => findNeed(competition, options));
}

async function findNeed(
  competition: Competition,
  options: StartOptions & { listedBytes?: number },
): Promise<DiskNeed> {
  const paths = competitionPaths(resolve(options.dataDirectory), competition.facts);
  const start = await startingPoint(competition, options);
  if (start === "prepared") return { archive: 0, raw: 0, prepared: 0 };
  if (start === "download") {
    const bytes = options.listedBytes ?? (competition.facts.sizeGB ?? 0) * 1e9;
    const fetched = statSync(`${paths.zip}.part`, { throwIfNoEntry: false })?.size ?? 0;
    return { archive: Math.max(0, bytes - fetched), raw: bytes, prepared: bytes };
  }
  const source =
    options.from === undefined ? undefined : await locateSource(options.from, competition, paths);
  if (start === "raw files") {
    if (source?.kind !== "directory") return { archive: 0, raw: 0, prepared: await sizeIfThere(paths.raw) };
    // Where the file system clones, it is less.
    const bytes = await sizeIfThere(source.path);
    return { archive: 0, raw: bytes, prepared: bytes };
  }
  const { estimateExtractedSize } = await import("@mlebench/archives");
  const archives = source?.kind === "archive" ? source.paths : [paths.zip];
  let bytes = 0;
  for (const archive of archives) bytes += await estimateExtractedSize(archive);
  const extracted = isResumable(paths.home, archives)
    ? await sizeIfThere(extractionDirectory(paths.home))
    : 0;
  return { archive: 0, raw: Math.max(0, bytes - extracted), prepared: bytes };
}

/** A killed run may have left no directory yet, and one that is at work now may just have renamed or removed it. */
async function sizeIfThere(directory: string): Promise<number> {
  return directorySize(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return 0;
    throw error;
  });
}

/** What is free where `directory` is or will be made. */
export async function diskSpace(directory: string): Promise<DiskSpace> {
  let existing = resolve(directory);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const [{ bavail, bsize }, { dev }] = await Promise.all([statfs(existing), stat(existing)]);
  // Some network file systems report no blocks at all.
  return { free: bavail === 0 && bsize === 0 ? Number.POSITIVE_INFINITY : bavail * bsize, device: dev };
}
