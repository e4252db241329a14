import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Competition, competitionPaths } from "@mlebench/core";
import { withReadableErrors } from "@mlebench/disk";
import { rawStart } from "../raw/obtain-raw.js";
import { locateSource } from "../raw/raw-source.js";
import { isFinished, readDatasetState } from "../state/dataset-state.js";
import { extractionDirectory, isResumable } from "../state/records.js";
import { directorySize } from "../work-directories.js";
import { isSpoiled } from "./start-over.js";

/** What preparing a competition starts from. */
export type StartingPoint = "prepared" | "raw files" | "archive" | "download";

export interface StartOptions {
  dataDirectory: string;
  from?: string;
  /** Whether preparing starts over; see `PrepareDatasetOptions.fresh`. */
  fresh?: boolean;
}

/**
 * Finds what preparing starts from: what `from` names, else what is in the data directory, else a download.
 * @throws UserError if there is no raw data at `from`, or a directory cannot be read
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
 * Bytes that preparing would still write. Files that a preparation extracts from archives inside the archive are not
 * counted, since their size is unknown beforehand.
 */
export interface DiskNeed {
  /** Archive, without what an interrupted download has left. */
  archive: number;
  /** Extracted files, without what an interrupted extraction has left. */
  raw: number;
  /** Upper bound of the prepared files: copies of all raw files. Far less if files are linked. */
  prepared: number;
}

/**
 * Computes the disk space that preparing a competition still needs.
 * @param listedBytes total size of the competition's files, as Kaggle lists them; an upper bound for its archive too
 * @throws UserError as {@link startingPoint}, or if an archive cannot be read
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
    // Less if the file system clones.
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

/** The directory may be missing: after a kill, or because a running process has just renamed or removed it. */
async function sizeIfThere(directory: string): Promise<number> {
  return directorySize(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return 0;
    throw error;
  });
}
