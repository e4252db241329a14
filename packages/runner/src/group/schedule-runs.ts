import { describeError } from "@mlebench/core";
import type { RunHandle } from "../backend/backend.js";
import { executeRun } from "../run/execute-run.js";
import { isError, needsRun } from "../run/run-states.js";
import { whenAborted } from "../time/pause.js";
import { openDataGate } from "./data-gate.js";
import { retried, tooManyErrors } from "./failed-runs.js";
import { backendPlan } from "./plan-runs.js";
import type { Session } from "./session.js";
import { contextOf } from "./specification.js";

/**
 * Executes the runs of a queue, as many at once as there are workers, and those that another process started.
 * @returns what kept it from starting or finishing all of them
 */
export async function scheduleRuns(
  session: Session,
  queue: string[],
  existing: ReadonlyMap<string, RunHandle>,
): Promise<string | undefined> {
  const { state, allocator, signal, detach, saver } = session;
  const most =
    session.options.backend.schedules === true ? Number.POSITIVE_INFINITY : state.plan.settings.nWorkers;
  const competitionOf = (id: string): string => state.runs[id].record.competition_id;
  const over = new AbortController();
  const gate = openDataGate(session, queue, over.signal);
  let active = 0;
  // One promise for all: with a race of a thousand, each end would cost as much as all of them.
  const ends = newBell();
  const workers = new Set<number>();
  let stopped: string | undefined;
  let errors = 0;
  // Of runs that fail at the same time, one asks for all.
  let asking: Promise<string | undefined> | undefined;
  const findProblem = (): Promise<string | undefined> => {
    asking ??= findBackendProblem(session).finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const settle = async (id: string, isFound: boolean): Promise<void> => {
    const { record } = state.runs[id];
    if (detach.aborted) return;
    // What another process left may turn out to be no result.
    if (isFound && needsRun(record.status) && !isRequeued(session, id)) {
      if (session.begins) queue.push(id);
      return;
    }
    if (!isError(record.status) || signal.aborted) return;
    if (isRequeued(session, id) && retried(session, id)) {
      queue.push(id);
      return;
    }
    const isDataMissing = gate.problem(record.competition_id) !== undefined;
    if (record.status === "error" && !isDataMissing && session.begins && stopped === undefined) {
      const problem = await findProblem();
      stopped ??= problem;
    }
    if (stopped === undefined && !isDataMissing && retried(session, id)) {
      queue.push(id);
      return;
    }
    errors += 1;
    stopped ??= tooManyErrors(session, errors);
  };

  const launch = (id: string, found?: RunHandle): void => {
    const worker = lowestFree(workers);
    workers.add(worker);
    const { record, internals } = state.runs[id];
    const { allocation } = internals;
    if (found === undefined) record.attempt++;
    active += 1;
    void executeRun(contextOf(session, id, worker, gate.problem(record.competition_id)), found)
      .catch((error: unknown) => {
        // The disk does not take what agents make: nothing more can be run.
        stopped ??= describeError(error);
      })
      .then(async () => {
        workers.delete(worker);
        allocator.release(allocation);
        await settle(id, found !== undefined);
      })
      .catch((error: unknown) => {
        // The state could not be saved.
        stopped ??= describeError(error);
      })
      .then(() => {
        active -= 1;
        ends.ring();
      });
  };

  for (const [id, handle] of existing) launch(id, handle);
  const aborted = Promise.race([whenAborted(signal, over.signal), whenAborted(detach, over.signal)]);
  for (;;) {
    const isStopping = signal.aborted || detach.aborted || stopped !== undefined;
    // Data is only prepared for what may still start.
    if (isStopping) over.abort();
    const next = isStopping ? -1 : queue.findIndex((id) => !gate.isWaiting(competitionOf(id)));
    const mayStart = next !== -1;
    const isWaiting = !isStopping && queue.some((id) => gate.isWaiting(competitionOf(id)));
    const allocation = mayStart && active < most ? allocator.take() : undefined;
    if (allocation !== undefined) {
      const id = queue[next];
      state.runs[id].internals.allocation = allocation;
      try {
        // What cannot be written down must not be started.
        saver.save();
      } catch (error) {
        stopped = describeError(error);
        allocator.release(allocation);
        continue;
      }
      queue.splice(next, 1);
      launch(id);
      continue;
    }
    if (active === 0 && !isWaiting) break;
    await Promise.race([
      ends.next(),
      ...(mayStart || isWaiting ? [aborted] : []),
      ...(isWaiting ? [gate.changed()] : []),
    ]);
  }
  over.abort();
  return stopped;
}

/** Whether the backend itself begins the run again. */
function isRequeued({ state }: Session, id: string): boolean {
  return state.runs[id].internals.ended?.requeued === true;
}

/** Whether the backend as such fails: then 200 further runs would fail within a minute. */
async function findBackendProblem({ state, options, competitions }: Session): Promise<string | undefined> {
  try {
    await options.backend.check(
      backendPlan(state.plan, options.agent, [...competitions.values()], state.run_group),
    );
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

/** Lets others wait for something that happens again and again. */
function newBell(): { ring(): void; next(): Promise<void> } {
  let ring = (): void => {};
  let next = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return {
    ring() {
      ring();
      next = new Promise((resolve) => {
        ring = resolve;
      });
    },
    next: () => next,
  };
}

function lowestFree(taken: ReadonlySet<number>): number {
  let number = 0;
  while (taken.has(number)) number++;
  return number;
}
