import type { Competition, CompetitionPaths } from "@mlebench/core";
import type { PrepareDatasetOptions } from "../prepare/options.js";
import { keepRaw, readRawRecord } from "../state/records.js";
import { removeDirectory } from "../work-directories.js";
import { discardRaw } from "./discard.js";

/** Raw data, ready to be prepared. */
export interface RawData {
  /** Directory of the raw files. */
  path: string;
  /** The archive that they come from, if it is a single one. */
  archive?: string;
  /** MD5 of the archive, if the download has computed it. */
  archiveMd5?: string;
  /** The directory that the files were copied from. */
  copyOf?: string;
  /** Whether mlebench made the files, so that prepared files may share their bytes. */
  isOwn: boolean;
  /** Removes the directory if it can be made again or is only for this run; else keeps it. */
  discard: (keep: boolean) => Promise<void>;
}

/** What every step that leads to raw data works on. */
export interface RawJob {
  competition: Competition;
  dataDirectory: string;
  paths: CompetitionPaths;
  options: Pick<
    PrepareDatasetOptions,
    "from" | "link" | "download" | "downloadFile" | "onProgress" | "onMessage" | "onTransition"
  >;
}

/** Raw files in `raw/` that can be made again. */
export function replaceableRaw({ paths, options }: RawJob, ...archives: string[]): RawData {
  return {
    ...permanentRaw(paths),
    archive: archives.length === 1 ? archives[0] : undefined,
    discard: async (keep) => (keep ? keepRaw(paths.home, paths.raw) : discardRaw(paths, options)),
  };
}

/** Raw files in `raw/` that may be a person's only copy. */
export function permanentRaw({ home, raw }: CompetitionPaths): RawData {
  return { path: raw, isOwn: readRawRecord(home, raw) !== undefined, discard: async () => {} };
}

/**
 * Raw files made for one run, because `raw/` holds files that a person put there.
 * @param work directory that is removed with them
 */
export function temporaryRaw(
  path: string,
  work: string,
  { paths, options }: RawJob,
  ...archives: string[]
): RawData {
  return {
    path,
    archive: archives.length === 1 ? archives[0] : undefined,
    isOwn: true,
    discard: async (keep) => {
      if (keep) options.onMessage?.(`Keeping existing ${paths.raw}`);
      await removeDirectory(work);
    },
  };
}
