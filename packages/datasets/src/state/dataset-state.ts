import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Impostor } from "@mlebench/archives";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  type DataKind,
  dataMarkerFile,
  type PreparedState as FinishedState,
  preparedDataKind,
  readPreparedState,
} from "@mlebench/core";
import { withReadableErrors } from "@mlebench/disk";
import { impostorArchive } from "../raw/impostor-archive.js";
import { isNonEmptyDirectory } from "../work-directories.js";
import { hasOrphanedRawRecord, readDownloadRecord, readRawRecord, resumableArchives } from "./records.js";
import { hasStaleFiles, isFillingRaw, isPreparing } from "./stale-files.js";
import type { DatasetStateName } from "./states.js";

/** Who made files: mlebench, which may then delete them, or a person. */
export type MadeBy = "mlebench" | "user";

export type ArchiveState =
  | {
      readonly name: "no archive";
      /** What is in the archive's place, such as a log-in page; deleted before a download. */
      readonly impostor?: Impostor;
    }
  | { readonly name: "downloading"; readonly bytes: number; readonly impostor?: Impostor }
  | { readonly name: "downloaded"; readonly madeBy: MadeBy; readonly md5?: string };

export type RawState =
  | { readonly name: "not extracted" }
  | {
      readonly name: "extracting";
      /** The archives that it can be resumed from; empty if it cannot be resumed. */
      readonly archives: readonly string[];
    }
  | { readonly name: "extracted"; readonly madeBy: "user" }
  | {
      readonly name: "extracted";
      readonly madeBy: "mlebench";
      /** What it was made from; see `records.ts`. */
      readonly source: string;
      /** Whether it stays by request; else it was only not removed yet. */
      readonly kept: boolean;
    };

export type PreparedState = FinishedState | { readonly name: "preparing" };

/** Whether the data can be used: prepared, whatever verifying it came to. */
export function isFinished(
  prepared: PreparedState,
): prepared is Exclude<PreparedState, { name: "preparing" | "not prepared" }> {
  return prepared.name !== "not prepared" && prepared.name !== "preparing";
}

/** State of a competition's data directory. */
export interface DatasetState {
  /** How far the data has come: prepared data counts before raw files, and these before the archive. */
  readonly name: DatasetStateName;
  readonly kind: DataKind;
  readonly archive: ArchiveState;
  readonly raw: RawState;
  readonly prepared: PreparedState;
  /** Whether an interrupted run left files to remove, or a process works there. */
  readonly needsCleanup: boolean;
}

/**
 * Reads from the files on disk which state a competition's data is in, without reading the data.
 * @throws UserError if a directory cannot be read; GraderError if the marker of a miniature is damaged
 */
export async function readDatasetState(
  competition: Pick<Competition, "facts">,
  dataDirectory: string,
): Promise<DatasetState> {
  const { facts } = competition;
  const directory = resolve(dataDirectory);
  const paths = competitionPaths(directory, facts);
  return withReadableErrors(directory, async () => {
    const kind = preparedDataKind(directory, facts.id);
    const names = existsSync(paths.home) ? readdirSync(paths.home) : [];
    const archive = await readArchiveState(paths);
    const raw = readRawState(paths, names);
    const finished = readPreparedState(facts, directory);
    const isUnderWay = names.some(isPreparing) || isUnfinishedMiniature(paths.home, kind);
    const prepared: PreparedState =
      finished.name === "not prepared" && isUnderWay ? { name: "preparing" } : finished;
    const needsCleanup =
      isStaleRaw(paths) || hasStaleFiles(paths.home) || hasOrphanedRawRecord(paths.home, paths.raw);
    return { name: furthest(archive, raw, prepared), kind, archive, raw, prepared, needsCleanup };
  });
}

/** Whether mlebench made `raw/` and was to remove it, but was interrupted before. */
export function isStaleRaw({ home, raw }: Pick<CompetitionPaths, "home" | "raw">): boolean {
  return readRawRecord(home, raw)?.kept === false;
}

function furthest(archive: ArchiveState, raw: RawState, prepared: PreparedState): DatasetStateName {
  if (prepared.name !== "not prepared") return prepared.name;
  if (raw.name !== "not extracted") return raw.name;
  return archive.name === "no archive" ? "absent" : archive.name;
}

async function readArchiveState(paths: CompetitionPaths): Promise<ArchiveState> {
  const { home, zip } = paths;
  const impostor = await impostorArchive(paths);
  if (impostor === undefined && existsSync(zip)) {
    const record = readDownloadRecord(home, zip);
    return { name: "downloaded", madeBy: record === undefined ? "user" : "mlebench", md5: record?.md5 };
  }
  const part = statSync(`${zip}.part`, { throwIfNoEntry: false });
  return part === undefined
    ? { name: "no archive", impostor }
    : { name: "downloading", bytes: part.size, impostor };
}

function readRawState({ home, raw }: CompetitionPaths, names: readonly string[]): RawState {
  if (isNonEmptyDirectory(raw)) {
    const record = readRawRecord(home, raw);
    if (record === undefined) return { name: "extracted", madeBy: "user" };
    return { name: "extracted", madeBy: "mlebench", source: record.source, kept: record.kept };
  }
  const archives = resumableArchives(home);
  if (archives !== undefined) return { name: "extracting", archives };
  return names.some(isFillingRaw) ? { name: "extracting", archives: [] } : { name: "not extracted" };
}

/** The marker has neither seed nor size until the data of a certain miniature is in place. */
function isUnfinishedMiniature(home: string, kind: DataKind): boolean {
  if (kind === "real") return false;
  const marker = JSON.parse(readFileSync(join(home, dataMarkerFile), "utf8")) as { seed?: unknown };
  return marker.seed === undefined;
}
