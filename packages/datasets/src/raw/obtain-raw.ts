import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CompetitionPaths, isMlebenchError, UserError } from "@mlebench/core";
import { type DatasetState, readDatasetState } from "../state/dataset-state.js";
import { archiveStamp } from "../state/records.js";
import { copyRaw } from "./copy-raw.js";
import { discardDownload, discardExtraction } from "./discard.js";
import { downloadArchive } from "./download-archive.js";
import { downloadExtraFiles, placeExtraFiles } from "./extra-files.js";
import { extractInPlace, rawFromArchives } from "./extract-archives.js";
import { PathList } from "./path-list.js";
import { permanentRaw, type RawData, type RawJob, replaceableRaw } from "./raw-data.js";
import { findRawRoot, folderOfPaths, rawLayout } from "./raw-layout.js";
import { locateSource, type RawSource } from "./raw-source.js";

/** What raw data is made from. */
export type RawStart =
  | { kind: "archives"; paths: readonly string[] }
  | { kind: "directory"; path: string }
  | { kind: "raw" }
  | { kind: "download" };

/**
 * What raw data is made from: `source`, else `raw/`, else `ID.zip`, else a download.
 * @param source what `--from` names
 */
export function rawStart(
  { archive, raw }: Pick<DatasetState, "archive" | "raw">,
  source: RawSource | undefined,
  { zip }: Pick<CompetitionPaths, "zip">,
): RawStart {
  if (source?.kind === "archive") return { kind: "archives", paths: source.paths };
  if (source?.kind === "directory") return { kind: "directory", path: source.path };
  if (raw.name === "extracted") return { kind: "raw" };
  return archive.name === "downloaded" ? { kind: "archives", paths: [zip] } : { kind: "download" };
}

/**
 * Finds the raw data, or makes it. Whatever is made gets its name only when it is complete.
 * @throws UserError that says where to put what if there is none
 */
export async function obtainRaw(job: RawJob): Promise<RawData> {
  const { competition, dataDirectory, paths, options } = job;
  const { from, download } = options;
  const source = from === undefined ? undefined : await locateSource(from, competition, paths);
  const state = await readDatasetState(competition, dataDirectory);
  const start = rawStart(state, source, paths);
  if (start.kind !== "download" || download !== undefined) await downloadExtraFiles(job, source);
  const raw = await findRaw(job, state, start);
  await discardExtraction(paths, options);
  await placeExtraFiles(job, raw.path, source);
  return raw;
}

async function findRaw(job: RawJob, state: DatasetState, start: RawStart): Promise<RawData> {
  const { competition, paths, options } = job;
  const { download } = options;
  switch (start.kind) {
    case "archives": {
      const raw = await rawFromArchives(start.paths, job);
      const { archive } = state;
      const isOwn = archive.name === "downloaded" && raw.archive === paths.zip;
      return isOwn ? { ...raw, archiveMd5: archive.md5 } : raw;
    }
    case "directory":
      return copyRaw(start.path, job);
    case "raw":
      return rawInPlace(job, state);
    case "download": {
      if (download === undefined) {
        // Reading what is there instead of an archive says what is wrong with it.
        if (existsSync(paths.zip)) return rawFromArchives([paths.zip], job);
        throw noRawData(competition.facts.id, paths);
      }
      const { archive } = state;
      if (archive.name !== "downloaded" && archive.impostor !== undefined) {
        options.onMessage?.(`Deleting ${paths.zip}: it is ${archive.impostor.words}`);
        await discardDownload(paths, options);
      }
      const md5 = await downloadArchive(job, download);
      return { ...(await rawFromArchives([paths.zip], job)), archiveMd5: md5 };
    }
  }
}

function noRawData(id: string, paths: CompetitionPaths): UserError {
  return new UserError(`Raw data of \`${id}\` not found`, {
    expected: `Kaggle's archive as ${paths.zip}, or its extracted files in ${paths.raw}${"/"}`,
    hint: "Put it there, or pass its location with `--from` (an archive or a directory).",
  });
}

/** The files in `raw/`, unless the archive beside them has more. */
async function rawInPlace(job: RawJob, { raw }: DatasetState): Promise<RawData> {
  const { paths, options } = job;
  const source = raw.name === "extracted" && raw.madeBy === "mlebench" ? raw : undefined;
  if (!existsSync(paths.zip)) return source?.kept === false ? replaceableRaw(job) : permanentRaw(paths);
  if (await isComplete(job, source?.source)) return replaceableRaw(job, paths.zip);
  options.onMessage?.(`${paths.raw} lacks files of ${paths.zip}: extracting it again`);
  return extractInPlace([paths.zip], job);
}

/**
 * Whether `raw/` holds what the archive holds: because it was extracted from it, or because every file has its size.
 * @param source what mlebench made `raw/` from, if it did
 */
async function isComplete({ competition, paths }: RawJob, source: string | undefined): Promise<boolean> {
  if (source !== undefined) return source === archiveStamp(paths.zip);
  const { archiveEntries } = await import("@mlebench/archives");
  const layout = await rawLayout(competition);
  try {
    const list = new PathList();
    for await (const entry of archiveEntries(paths.zip)) list.add(entry);
    const way = layout && findRawRoot(folderOfPaths(list), layout, competition.facts.id);
    const top = (way ?? []).map((name) => `${name}/`).join("");
    for await (const { path, size, isDirectory } of archiveEntries(paths.zip)) {
      if (!path.startsWith(top)) continue;
      const found = statSync(join(paths.raw, path.slice(top.length)), { throwIfNoEntry: false });
      if (found === undefined || (!isDirectory && found.size !== size)) return false;
    }
    return true;
  } catch (error) {
    // An archive that cannot be read cannot replace files that are there.
    if (isMlebenchError(error)) return true;
    throw error;
  }
}
