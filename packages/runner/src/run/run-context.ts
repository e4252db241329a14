import type { Environment } from "@mlebench/core";
import type { Backend, RunHandle, RunSpecification } from "../backend/backend.js";
import { secondsSince } from "../clock.js";
import type { GroupPlan } from "../group/group-plan.js";
import type { HostedAgent } from "../hosted/hosted-agent.js";
import type { SharedPace } from "../time/shared-pace.js";
import type { RunEvent, RunIdentity } from "./events.js";
import type { RunLog } from "./run-log.js";
import type { StoredRun } from "./run-transitions.js";

/** One run and what it works with. */
export interface RunContext extends StoredRun {
  backend: Backend;
  /** The agent, if it is one in code. */
  hosted: HostedAgent | undefined;
  /** For an agent in code. */
  secrets: Environment;
  plan: GroupPlan;
  specification: () => RunSpecification;
  /** @throws if the competition's data is not there */
  requireData(): void;
  runDirectory: string;
  identity: RunIdentity;
  worker: number;
  /** Aborted when the user stops everything. */
  interrupted: AbortSignal;
  /** Aborted when the user does not wait for that. */
  leave: AbortSignal;
  /** Aborted when the user leaves the run to the backend. */
  detach: AbortSignal;
  /** Until usage, validations, and the submission are looked at again. */
  untilNextLook: SharedPace;
  /** Writes the group's state. If the disk does not take it, a warning is emitted and the run continues. */
  save(): void;
  /** Resolves when what was saved is on the disk. @throws what the disk does not take */
  saved(): Promise<void>;
  collectInTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  emit(event: RunEvent): void;
}

/** A run with an open backend and log. */
export interface OpenRun {
  context: RunContext;
  handle: RunHandle;
  log: RunLog;
}

/** Seconds since the agent was started, also by another process. */
export function elapsedSeconds({ internals }: Pick<RunContext, "internals">): number {
  return internals.started === null ? 0 : secondsSince(internals.started);
}
