import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import { type RunRecord, type RunStatus, readRunGroup, runStates } from "@mlebench/runner";
import { isEntryName, pathInside, readText } from "./safe-file.js";

/** What is known of a run from the state of its group. */
export interface RunRow {
  readonly id: string;
  readonly competition: string;
  readonly seed: number | null;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly seconds: number | null;
  readonly timeout: number | null;
  readonly exitCode: number | null;
  readonly validations: { readonly total: number; readonly valid: number } | null;
  readonly submission: string | null;
  readonly submissionBytes: number | null;
  readonly tokens: number | null;
  readonly cost: number | null;
  readonly turns: number | null;
}

/** What is known of a run group from its files. */
export interface Group {
  readonly name: string;
  readonly directory: string;
  readonly agent: string | null;
  readonly createdAt: number | null;
  readonly finishedAt: number | null;
  readonly runs: readonly RunRow[];
  readonly byId: ReadonlyMap<string, RunRow>;
  readonly counts: Readonly<Partial<Record<RunStatus, number>>>;
  readonly cost: number | null;
  /** Why nothing is known of its runs; null where it is. */
  readonly problem: string | null;
  /** Changes whenever the group's state does. */
  readonly version: string;
}

/** Reads the run groups of a directory; each file is parsed again only when it has changed. */
export interface GroupReader {
  /** Where the run groups are. */
  readonly directory: string;
  /** Names, the newest first. */
  readonly names: () => readonly string[];
  readonly version: (name: string) => string;
  readonly group: (name: string) => Group | undefined;
}

const stateFiles = ["state.json", "metadata.json"] as const;
/** Groups are kept parsed until they hold more runs than this together. */
const keptRuns = 100_000;

/**
 * @param path a directory of run groups, or a run group
 * @throws UserError if there is no such directory
 */
export function openGroups(path: string): GroupReader {
  const given = resolve(path);
  try {
    if (!statSync(given).isDirectory()) throw new UserError("Not a directory", { file: given });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannotRead("directory of run groups", error, given);
  }
  const isGroup = stateFiles.some((name) => existsSync(join(given, name)));
  const directory = isGroup ? dirname(given) : given;
  const only = isGroup ? basename(given) : undefined;
  const cache = new Map<string, Group>();
  const versionOf = (name: string): string =>
    stateFiles.map((file) => fileVersion(join(directory, name, file))).join(" ");
  const isKnown = (name: string): boolean => isEntryName(name) && (only === undefined || name === only);

  const group = (name: string): Group | undefined => {
    if (!isKnown(name)) return undefined;
    const version = versionOf(name);
    if (version.trim() === "") return undefined;
    const known = cache.get(name);
    cache.delete(name);
    const current = known?.version === version ? known : parseGroup(directory, name, version);
    cache.set(name, current);
    forgetOldest(cache);
    return current;
  };
  return {
    directory,
    names: () =>
      only !== undefined
        ? [only]
        : entryNames(directory)
            .filter((name) => stateFiles.some((file) => existsSync(join(directory, name, file))))
            .sort((a, b) => (a < b ? 1 : -1)),
    version: (name) => (isKnown(name) ? versionOf(name) : ""),
    group,
  };
}

/** Changes whenever a file is written; empty where there is none. */
export function fileVersion(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? "" : `${found.ino}-${found.size}-${found.mtimeNs}`;
  } catch {
    return "";
  }
}

/** The directory of a run; undefined where it is none of the group's, or leads out of it. */
export function runDirectory(group: Group, run: string): string | undefined {
  return group.byId.has(run) && isEntryName(run) ? pathInside(group.directory, run) : undefined;
}

function entryNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function forgetOldest(cache: Map<string, Group>): void {
  let runs = [...cache.values()].reduce((sum, group) => sum + group.runs.length, 0);
  for (const [name, group] of cache) {
    if (runs <= keptRuns || cache.size === 1) return;
    cache.delete(name);
    runs -= group.runs.length;
  }
}

interface Known {
  agent: string | null;
  created_at: unknown;
  finished_at: unknown;
  runs: readonly (readonly [string, Partial<RunRecord>])[];
}

function parseGroup(top: string, name: string, version: string): Group {
  const directory = join(top, name);
  let known: Known = { agent: null, created_at: null, finished_at: null, runs: [] };
  let problem: string | null = null;
  try {
    known = readState(directory) ?? readMetadata(directory);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const runs = known.runs.map(([id, record]) => rowOf(id, record));
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
  return {
    name,
    directory,
    agent: known.agent,
    createdAt: time(known.created_at),
    finishedAt: time(known.finished_at),
    runs,
    byId: new Map(runs.map((run) => [run.id, run])),
    counts,
    cost: sum(runs.map(({ cost }) => cost)),
    problem,
    version,
  };
}

/** Undefined where there is no state that this user may read. */
function readState(directory: string): Known | undefined {
  if (!existsSync(join(directory, "state.json"))) return undefined;
  try {
    const state = readRunGroup(directory);
    return {
      agent: state.plan.agent.name,
      created_at: state.created_at,
      finished_at: state.finished_at,
      runs: Object.entries(state.runs).map(([id, { record }]) => [id, record] as const),
    };
  } catch (error) {
    // It may hold credentials, so that others may read only what is published of it.
    if (existsSync(join(directory, "metadata.json"))) return undefined;
    throw error;
  }
}

const maxMetadataBytes = 2 ** 29;

/** Also of the Python reference, which knows of a run only whether it succeeded. */
function readMetadata(directory: string): Known {
  const text = readText(directory, "metadata.json", maxMetadataBytes);
  if (text === undefined) throw new UserError("Cannot read `metadata.json`");
  const metadata = object(JSON.parse(text));
  const runs = Object.entries(object(metadata.runs)).map(([id, record]) => [id, object(record)] as const);
  const agent = object(metadata.agent).name;
  return {
    agent: typeof agent === "string" ? agent : null,
    created_at: metadata.created_at,
    finished_at: metadata.finished_at,
    runs,
  };
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function rowOf(id: string, record: Partial<RunRecord>): RunRow {
  const { status, submission, validations, usage } = record;
  return {
    id,
    competition: text(record.competition_id) ?? id.split("_")[0],
    seed: number(record.seed),
    attempt: number(record.attempt) ?? 1,
    status:
      status !== undefined && Object.hasOwn(runStates, status)
        ? status
        : record.success === true
          ? "succeeded"
          : "failed",
    reason: text(record.reason),
    startedAt: time(record.started_at),
    endedAt: time(record.ended_at),
    seconds: number(record.seconds),
    timeout: number(record.timeout_seconds),
    exitCode: number(record.exit_code),
    validations: validations == null ? null : { total: validations.total, valid: validations.valid },
    submission: submission == null ? null : submission.kind === "file" ? "file" : submission.kind,
    submissionBytes: submission?.kind === "file" ? number(submission.bytes) : null,
    tokens: sum(Object.values(usage ?? {}).map((one) => one.inputTokens + one.outputTokens)),
    cost: number(record.cost),
    turns: number(record.turns),
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function time(value: unknown): number | null {
  if (typeof value !== "string") return null;
  // Run groups are named and stamped as the Python reference does it: `2026-01-31T12-00-00-GMT`.
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(?:GMT|UTC)$/.exec(value);
  const at = Date.parse(stamp === null ? value : `${stamp[1]}:${stamp[2]}:${stamp[3]}Z`);
  return Number.isNaN(at) ? null : at;
}

/** Null where none is known. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
