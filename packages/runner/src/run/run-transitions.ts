import { describeError } from "@mlebench/core";
import { readableError } from "@mlebench/disk";
import type { AgentExit } from "../backend/running-agent.js";
import { now, type Timestamp } from "../clock.js";
import type { RunInternals, RunRecord } from "../group/group-state.js";
import { type RunStatus, type RunTransition, runTransitions } from "./run-states.js";

/** A run as its group's state holds it. */
export interface StoredRun {
  record: RunRecord;
  internals: RunInternals;
}

/** @throws Error for a change that the table does not have: a mistake of this package */
function change(record: RunRecord, transition: RunTransition, to: RunStatus): void {
  const allowed: { from: readonly RunStatus[]; to: readonly RunStatus[] } = runTransitions[transition];
  if (!allowed.from.includes(record.status) || !allowed.to.includes(to)) {
    throw new Error(`${transition} cannot change a run from "${record.status}" to "${to}"`);
  }
  record.status = to;
}

/** A new attempt: what is known of an earlier one is cleared. */
export function beginAttempt({ record, internals }: StoredRun, worker: number): void {
  change(record, "beginAttempt", "starting");
  Object.assign(record, {
    success: false,
    reason: null,
    worker,
    started_at: null,
    ended_at: null,
    seconds: null,
    exit_code: null,
    validations: null,
    submission: null,
    outputs: {},
    limit: null,
    usage: null,
    cost: null,
    turns: null,
    cpu_set: internals.allocation.cpuSet ?? null,
    gpu_devices: internals.allocation.gpuDevices ?? null,
    backend: {},
  } satisfies Partial<RunRecord>);
  Object.assign(internals, {
    started: null,
    stopping: null,
    ended: null,
    report: null,
    destroyed: false,
  } satisfies Partial<RunInternals>);
}

/** The run is in the backend's queue. */
export function queueRun({ record }: StoredRun): void {
  change(record, "queueRun", "queued");
}

/** The agent has started, at a time that may be known from before. */
export function agentStarted({ record, internals }: StoredRun, started: Timestamp): void {
  change(record, "agentStarted", "running");
  internals.started = started;
  record.started_at = started.time;
}

/** The agent has ended; its output is collected next. */
export function agentEnded({ record, internals }: StoredRun, exit: AgentExit, seconds: number): void {
  change(record, "agentEnded", "collecting");
  internals.ended = {
    exitCode: exit.exitCode,
    reason: exit.reason,
    ...(exit.detail !== undefined && { detail: exit.detail }),
    ...(exit.requeued === true && { requeued: true }),
    seconds,
    at: now().time,
  };
}

/** The output is collected: the run gets its result, or turns out to have none. */
export function concludeRun(
  { record, internals }: StoredRun,
  reasonOf: (status: RunStatus) => string | null,
): void {
  const { ended } = internals;
  change(record, "concludeRun", resultOf(internals));
  record.success = record.status === "succeeded";
  record.exit_code = ended?.exitCode ?? null;
  record.seconds = ended === null ? null : Math.round(ended.seconds * 1000) / 1000;
  record.ended_at = ended?.at ?? null;
  Object.assign(record, reportedOf(internals, record.timeout_seconds));
  record.reason = ended?.detail ?? reasonOf(record.status);
}

/** What an agent in code reported. The time limit counts also if the agent did not notice it. */
function reportedOf({ report, stopping, ended }: RunInternals, timeout: number): Partial<RunRecord> {
  if (report == null) return {};
  const { limit = null, usage = null, cost = null, turns = null } = report;
  const isTimedOut = stopping === "timed out" || ended?.reason === "timed out";
  const stopped = isTimedOut ? { type: "time" as const, limit: timeout } : null;
  return { limit: limit ?? stopped, usage, cost, turns };
}

/** What the runner did to the agent counts before how the agent ended. */
function resultOf({ stopping, ended }: RunInternals): RunStatus {
  if (stopping !== null) return stopping;
  if (ended === null || ended.reason === "lost") return "lost";
  if (ended.reason === "out of memory") return "out of memory";
  if (ended.reason === "timed out") return "timed out";
  if (ended.reason === "canceled") return "interrupted";
  if (ended.reason === "killed") return "killed";
  return ended.exitCode === 0 ? "succeeded" : "failed";
}

/** The run cannot be executed. */
export function failRun({ record }: StoredRun, error: unknown): void {
  change(record, "failRun", "error");
  record.success = false;
  record.reason = describeError(readableError(error, undefined));
  record.ended_at = now().time;
}

/** The run failed and is to be attempted again, or the backend does so by itself. */
export function retryRun({ record, internals }: StoredRun): void {
  const { attempt, status, reason, started_at, ended_at, seconds, exit_code, usage, cost, turns } = record;
  change(record, "retryRun", "pending");
  record.error_retries = [
    ...(record.error_retries ?? []),
    {
      ...{ attempt, status, reason, started_at, ended_at, seconds, exit_code, usage, cost, turns },
      ...(internals.ended?.requeued === true && { requeued: true as const }),
    },
  ];
}

/** Nothing is left of a run that another process executed. */
export function loseRun({ record }: StoredRun): void {
  change(record, "loseRun", "lost");
  record.reason = "the agent's container or process disappeared together with the runner";
}
