import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { type Competition, describeError, timestamp } from "@mlebench/core";
import { removeTemporaryFiles } from "@mlebench/disk";
import type { RunHandle } from "../backend/backend.js";
import type { RunGroupLock } from "../group-lock.js";
import type { Machine } from "../machine/machine.js";
import { isActive, isFinal, needsRun } from "../run/run-states.js";
import { loseRun } from "../run/run-transitions.js";
import { limitConcurrency } from "../time/limit-concurrency.js";
import { sharedPace } from "../time/shared-pace.js";
import { keepConclusionScheduled, type ScheduledConclusion } from "./after-runs.js";
import { dataThatDiffer, scarceDisk } from "./check-runs.js";
import { retried } from "./failed-runs.js";
import type { GroupState, RunRecord } from "./group-state.js";
import type { SessionOptions } from "./options.js";
import { allocatorOf, warningsOf } from "./plan-runs.js";
import { gatheringSaver, immediateSaver } from "./save-state.js";
import { scheduleRuns } from "./schedule-runs.js";
import { emitEvent, type Session } from "./session.js";
import { specificationOf } from "./specification.js";
import { saveGroupState } from "./state-file.js";

export interface RunGroupResult {
  runGroup: string;
  /** Absolute path of the run group. */
  directory: string;
  /** `metadata.json`, for `make-submission`. */
  metadata: string;
  /** By run id, in the order in which they were begun. */
  runs: Record<string, RunRecord>;
  /** Every run has a result that stays. */
  complete: boolean;
  /** The user stopped it. */
  interrupted: boolean;
  /** The user left runs to the backend, where they go on. */
  detached: boolean;
  /** Why no further runs were begun, or an output could not be written. */
  stopped?: string;
}

/** How many runs are collected at once. */
const collectedAtOnce = 16;

/** How often runs are looked at together: a thousand may work at once, on a shared file system. */
const looksPerSecond = 20;

/** What a session works on. */
export interface OpenGroup {
  directory: string;
  lock: RunGroupLock;
  state: GroupState;
  competitions: ReadonlyMap<string, Competition>;
  machine: Machine;
  /** Whether runs may be begun. */
  begins: boolean;
}

/** Reattaches to what another process started, runs what is missing, and saves the state. */
export async function runGroupSession(group: OpenGroup, given: SessionOptions): Promise<RunGroupResult> {
  const { directory, lock, state, competitions, machine, begins } = group;
  const { plan } = state;
  let scheduled: ScheduledConclusion | undefined;
  const options: SessionOptions = {
    ...given,
    onEvent: (event) => {
      scheduled?.look(event);
      given.onEvent?.(event);
    },
  };
  // Whoever has taken the group over goes on with what a backend schedules, and repeats what works here.
  const schedules = options.backend.schedules === true;
  const signal = followSignal(options.signal, ...(schedules ? [] : [lock.lost]));
  const allocator = allocatorOf(options.backend, plan, machine);
  const write = (): void => {
    lock.assertHeld();
    saveGroupState(directory, state);
  };
  const onFailure = (error: unknown): void => {
    // A lost group is the session's end, and its error.
    if (!lock.lost.aborted) emitEvent(options, { type: "warning", message: describeError(error) });
  };
  const session: Session = {
    ...{ directory, state, options, competitions, machine, allocator, signal, begins, onFailure },
    leave: followSignal(options.leave, ...(schedules ? [] : [lock.lost])),
    detach: followSignal(options.detach, ...(schedules ? [lock.lost] : [])),
    saver: schedules ? gatheringSaver(write, onFailure) : immediateSaver(write),
    untilNextLook: sharedPace(options.pollMilliseconds ?? 5000, looksPerSecond),
    collectInTurn: limitConcurrency(collectedAtOnce),
  };
  state.finished_at = null;
  removeTemporaryFiles(directory);
  write();
  const existing = await findExistingRuns(session, write);
  // A runner that was killed may not have come to it.
  for (const id of Object.keys(state.runs)) if (isFinal(state.runs[id].record.status)) retried(session, id);
  const queue = Object.keys(state.runs).filter((id) => isDue(state.runs[id].record, begins));
  scheduled = keepConclusionScheduled(session, queue, existing.size > 0);
  emitEvent(options, {
    type: "group-started",
    runGroup: state.run_group,
    directory,
    runs: Object.keys(state.runs).length,
    remaining: queue.length + existing.size,
  });
  if (options.backend.warning !== undefined) {
    emitEvent(options, { type: "warning", message: options.backend.warning });
  }
  const differing = dataThatDiffer(plan.competitions, plan.data_directory);
  for (const message of [...warningsOf(options.agent), ...differing, scarceDisk(directory)]) {
    if (message === undefined) continue;
    emitEvent(options, { type: "warning", message });
  }
  let stopped = await scheduleRuns(session, queue, existing);
  const records = Object.values(state.runs).map(({ record }) => record);
  const complete = records.every(({ status }) => isFinal(status));
  if (complete) state.finished_at = timestamp();
  try {
    await session.saver.saved();
    write();
  } catch (error) {
    stopped ??= describeError(error);
  }
  const detached = session.detach.aborted && !complete;
  const interrupted = signal.aborted;
  emitEvent(options, { type: "group-ended", runGroup: state.run_group, interrupted });
  if (lock.lost.aborted) lock.assertHeld();
  const result: RunGroupResult = {
    runGroup: state.run_group,
    directory,
    metadata: join(directory, "metadata.json"),
    runs: Object.fromEntries(Object.entries(state.runs).map(([id, { record }]) => [id, record])),
    complete,
    interrupted,
    detached,
    ...(stopped !== undefined && { stopped }),
  };
  await scheduled.settled();
  if (detached) return result;
  if (!interrupted) {
    if (options.conclusion === undefined) return result;
    lock.assertHeld();
    await options.conclusion.work(result);
  }
  await options.backend.afterRuns?.cancel({ runGroup: state.run_group, directory });
  return result;
}

/** Whether a run is to be executed: also where none may be begun if the backend has begun its next attempt by itself. */
function isDue({ status, error_retries: retries }: RunRecord, begins: boolean): boolean {
  return needsRun(status) && (begins || (status === "pending" && retries?.at(-1)?.requeued === true));
}

/** A signal of this session's own, aborted with the first of others: each run listens to it, and there may be hundreds. */
function followSignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  for (const signal of signals) {
    if (signal?.aborted === true) own.abort();
    signal?.addEventListener("abort", () => own.abort(), { once: true });
  }
  return own.signal;
}

/** Finds what another process left in the backend: runs to reattach to, and remains to remove. */
async function findExistingRuns(session: Session, write: () => void): Promise<Map<string, RunHandle>> {
  const { state, allocator, options } = session;
  const existing = new Map<string, RunHandle>();
  for (const [id, run] of Object.entries(state.runs)) {
    const { record, internals } = run;
    if (record.status === "pending" || internals.destroyed) continue;
    if (isFinal(record.status) && state.plan.settings.retain) continue;
    const handle = await options.backend.find(specificationOf(session, id));
    if (handle !== undefined && isActive(record.status) && (await handle.state()) !== "created") {
      allocator.claim(internals.allocation);
      existing.set(id, handle);
      continue;
    }
    await handle?.destroy();
    internals.destroyed = true;
    if (isActive(record.status)) loseRun(run);
  }
  write();
  return existing;
}
