import type { RunUsage, RunValidation } from "../backend/backend.js";
import type { RunRecord } from "../group/group-state.js";

/** Which run an event is about. */
export interface RunIdentity {
  runId: string;
  competitionId: string;
  seed: number;
  attempt: number;
}

/** What happens, as it happens; for a live view or plain lines. */
export type RunEvent =
  | { type: "group-started"; runGroup: string; directory: string; runs: number; remaining: number }
  | { type: "warning"; message: string; run?: RunIdentity }
  /** Containers and the like are being made. */
  | { type: "run-starting"; run: RunIdentity }
  /** The run waits in the backend's queue. */
  | { type: "run-queued"; run: RunIdentity; reattached: boolean }
  /** The agent works, since `seconds`. */
  | { type: "run-started"; run: RunIdentity; reattached: boolean; seconds: number; timeoutSeconds: number }
  /** The last line that the agent printed, without control characters; at most ten a second. */
  | { type: "log"; run: RunIdentity; line: string }
  | { type: "usage"; run: RunIdentity; usage: RunUsage; seconds: number }
  | { type: "validation"; run: RunIdentity; validation: RunValidation }
  /** The submission appeared or changed. */
  | { type: "submission"; run: RunIdentity; bytes: number; modified: string }
  /** The agent is being asked to stop. */
  | { type: "run-stopping"; run: RunIdentity; why: string }
  | { type: "run-collecting"; run: RunIdentity }
  | { type: "run-collected"; run: RunIdentity }
  | { type: "run-ended"; run: RunIdentity; record: RunRecord }
  /** The run failed and waits for its next attempt: `retry` of at most `retries`, or one that the backend begins. */
  | { type: "run-retrying"; run: RunIdentity; record: RunRecord; retry?: number; retries?: number }
  /** What is to be done with the result is scheduled in the backend, in case nobody is here then. */
  | { type: "conclusion-scheduled"; description: string; log: string }
  | { type: "group-ended"; runGroup: string; interrupted: boolean };
