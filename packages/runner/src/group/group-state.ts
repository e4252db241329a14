import { readFileSync } from "node:fs";
import { join } from "node:path";
import { maskSecrets } from "@mlebench/agents";
import { childEnvironment, UserError } from "@mlebench/core";
import { writeFileAtomically } from "@mlebench/disk";
import type { OutputDirectory, RunLimits } from "../backend/backend.js";
import type { Timestamp } from "../clock.js";
import type { Collected } from "../collect/collect-output.js";
import type { SubmissionState } from "../collect/inspect-submission.js";
import { writing } from "../full-disk.js";
import type { Allocation } from "../machine/allocation.js";
import type { RunStatus } from "../run/run-states.js";

export interface ValidationCounts {
  total: number;
  valid: number;
  invalid: number;
  refused: number;
  grader_error: number;
}

/** All that is known of one run; as `metadata.json` holds it, in the reference's spelling of keys. */
export interface RunRecord {
  /** The reference's key: here true when the agent ended with exit code 0. */
  success: boolean;
  status: RunStatus;
  /** One sentence on how it ended; null where the status says all. */
  reason: string | null;
  competition_id: string;
  seed: number;
  attempt: number;
  agent: string;
  /** Number of the worker, from 0. */
  worker: number | null;
  /** When the agent was started, and when it ended; ISO 8601 in UTC. */
  started_at: string | null;
  ended_at: string | null;
  /** From the agent's start to its end, on a clock that does not jump. */
  seconds: number | null;
  timeout_seconds: number;
  exit_code: number | null;
  validations: ValidationCounts | null;
  submission: SubmissionState | null;
  outputs: Partial<Record<OutputDirectory, Omit<Collected, "skipped">>>;
  cpu_set: readonly number[] | null;
  gpu_devices: readonly string[] | null;
  /** What the backend says: container ids, image digests. */
  backend: Readonly<Record<string, unknown>>;
}

/** What only resuming needs. */
export interface RunInternals {
  allocation: Allocation;
  /** Taken just before the agent was started. */
  started: Timestamp | null;
  /** Why the agent was told to stop. */
  stopping: "timed out" | "interrupted" | null;
  /** The end, as the backend told it. */
  ended: { exitCode: number | null; reason: string; detail?: string; seconds: number; at: string } | null;
  /** Nothing of the run is left in the backend. */
  destroyed: boolean;
}

/** What was asked for; the same for all runs of the group. Without secrets. */
export interface GroupPlan {
  backend: string;
  /** What the backend was made with; groups of earlier versions do not have it. */
  backend_options?: Readonly<Record<string, string>>;
  agent: { id: string; name: string; directory: string; privileged: boolean };
  /** With secrets masked. */
  command: readonly string[];
  /** What was changed of the agent's configuration; groups of earlier versions do not have it. */
  overrides?: { kwargs: Readonly<Record<string, string>>; env_vars: Readonly<Record<string, string>> };
  image: string;
  competitions: readonly string[];
  /** Where those are that cannot be found by id; groups of earlier versions do not have it. */
  competition_paths?: Readonly<Record<string, string>>;
  seeds: number;
  workers: number;
  data_directory: string;
  /** True when the runner was told that the data are made up. */
  miniature?: boolean;
  limits: RunLimits;
  /** The machine's GPUs that may be used; null takes those that it has. */
  gpu_devices: readonly string[] | null;
  share_cpus: boolean;
  share_gpus: boolean;
  network: string;
  runtime: string | null;
  container_config: Readonly<Record<string, unknown>>;
  obfuscated: boolean;
  /** Whose descriptions the agents read, in the words of the command line. */
  descriptions: string;
  retain: boolean;
  log_limit_bytes: number;
  collect_limits: { fileBytes: number; totalBytes: number; entries: number };
}

/** `state.json`: from this a group is resumed. */
export interface GroupState {
  version: 1;
  run_group: string;
  created_at: string;
  plan: GroupPlan;
  hardware: Readonly<Record<string, unknown>>;
  versions: Readonly<Record<string, unknown>>;
  /** When the last run ended; null while some are missing. */
  finished_at: string | null;
  /** In the order in which they are begun. */
  runs: Record<string, { record: RunRecord; internals: RunInternals }>;
}

/**
 * The state of a run group.
 * @throws UserError when the directory is no run group of ours, or its state is damaged
 */
export function readGroupState(directory: string): GroupState {
  const file = join(directory, "state.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new UserError("This is no run group that can be resumed: it has no state.json", {
      file: directory,
      expected: "a directory such as runs/2026-01-31T12-00-00-GMT_run-group_dummy",
      cause,
    });
  }
  try {
    const state = JSON.parse(text) as GroupState;
    if (state.version === 1) return withCurrentNames(state);
  } catch (cause) {
    throw new UserError("The run group's state is damaged", { file, cause });
  }
  throw new UserError("The run group's state was written by another version", {
    file,
    expected: "version 1",
    hint: "Resume it with the version that began it.",
  });
}

/** Renames what earlier versions of this package wrote under another name. */
function withCurrentNames(state: GroupState): GroupState {
  for (const { internals } of Object.values(state.runs)) {
    const { allotment } = internals as { allotment?: Allocation };
    internals.allocation ??= allotment ?? {};
    delete (internals as { allotment?: Allocation }).allotment;
  }
  return state;
}

/**
 * Writes `state.json`, then `metadata.json` out of it.
 * @throws UserError when the disk is full
 */
export function saveGroupState(directory: string, state: GroupState): void {
  const text = `${JSON.stringify(state, null, 1)}\n`;
  writing("the run group's state", directory, () => {
    // Container configuration and overrides may hold credentials, which resuming needs.
    writeFileAtomically(join(directory, "state.json"), text, { sync: true, mode: 0o600 });
    writeFileAtomically(
      join(directory, "metadata.json"),
      `${JSON.stringify(groupMetadata(state), null, 4)}\n`,
    );
  });
}

/** The reference's three keys first, with the same types; what is ours has other names. Pending runs are not listed. */
export function groupMetadata(state: GroupState): Record<string, unknown> {
  const { plan, hardware, versions, finished_at } = state;
  const begun = Object.entries(state.runs).filter(([, { record }]) => record.status !== "pending");
  return {
    run_group: state.run_group,
    created_at: state.created_at,
    runs: Object.fromEntries(begun.map(([id, { record }]) => [id, record])),
    finished_at,
    runs_planned: Object.keys(state.runs).length,
    agent: plan.agent,
    config: withoutSecrets(plan),
    hardware,
    versions,
  };
}

/** A plan that anybody may read. */
export function withoutSecrets(plan: GroupPlan): GroupPlan {
  const { container_config, overrides } = plan;
  return {
    ...plan,
    container_config: withoutCredentials(container_config),
    ...(overrides !== undefined && {
      overrides: { kwargs: maskSecrets(overrides.kwargs), env_vars: maskSecrets(overrides.env_vars) },
    }),
  };
}

/** Variables that are credentials by their names stay out; those of agents' own are never in it. */
function withoutCredentials(config: GroupPlan["container_config"]): GroupPlan["container_config"] {
  const { environment } = config;
  if (typeof environment !== "object" || environment === null) return config;
  if (Array.isArray(environment)) {
    const pairs = environment.map(String);
    const kept = pairs.filter((pair) => {
      const [name, ...value] = pair.split("=");
      return name in childEnvironment({ [name]: value.join("=") });
    });
    return { ...config, environment: kept };
  }
  const texts = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
  return { ...config, environment: childEnvironment(texts) };
}
