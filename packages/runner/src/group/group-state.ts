import type { ReachedLimit, TranscriptUsage } from "@mlebench/transcripts";
import type { OutputDirectory } from "../backend/backend.js";
import type { Timestamp } from "../clock.js";
import type { Collected } from "../collect/collected.js";
import type { SubmissionState } from "../collect/inspect-submission.js";
import type { AgentReport } from "../hosted/hosted-agent.js";
import type { Allocation } from "../machine/allocation.js";
import type { RunStatus } from "../run/run-states.js";
import type { GroupPlan } from "./group-plan.js";

export interface ValidationCounts {
  total: number;
  valid: number;
  invalid: number;
  refused: number;
  grader_error: number;
}

/** An attempt that failed and was repeated. Its files are in the run's directory, in `attempt-N`. */
export type FailedAttempt = Pick<
  RunRecord,
  | "attempt"
  | "status"
  | "reason"
  | "started_at"
  | "ended_at"
  | "seconds"
  | "exit_code"
  | "usage"
  | "cost"
  | "turns"
> & {
  /** The backend began the next attempt by itself, which does not count as a retry. */
  requeued?: true;
};

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
  /** The limit that ended an agent in code; absent in groups of earlier versions, as what follows. */
  limit?: ReachedLimit | null;
  /** Tokens by model, in US dollars, and calls of models, of an agent in code. */
  usage?: Readonly<Record<string, TranscriptUsage>> | null;
  cost?: number | null;
  turns?: number | null;
  /** Failed attempts that were followed by another, with `--retry-on-error` or by the backend; absent if there were none. */
  error_retries?: readonly FailedAttempt[];
  cpu_set: readonly number[] | null;
  gpu_devices: readonly string[] | null;
  /** What the backend says: container ids, image digests. */
  backend: Readonly<Record<string, unknown>>;
}

/** What only resuming needs. */
export interface RunInternals {
  allocation: Allocation;
  /** Taken just before the agent was started, or as a backend with a queue says. */
  started: Timestamp | null;
  /** Why the agent was asked to stop. */
  stopping: "timed out" | "interrupted" | null;
  /** The end, as the backend reported it. */
  ended: {
    exitCode: number | null;
    reason: string;
    detail?: string;
    requeued?: true;
    seconds: number;
    at: string;
  } | null;
  /** What an agent in code reported when it ended. */
  report?: AgentReport | null;
  /** Nothing of the run is left in the backend. */
  destroyed: boolean;
}

/** `state.json`: from this a group is resumed. */
export interface GroupState {
  version: 2;
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
