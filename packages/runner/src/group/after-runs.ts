import { describeError } from "@mlebench/core";
import type { RunEvent } from "../run/events.js";
import { emitEvent, type Session } from "./session.js";

/** Follows what a session begins. */
export interface ScheduledConclusion {
  look(event: RunEvent): void;
  /** Resolves when nothing is being scheduled. */
  settled(): Promise<void>;
}

/**
 * Keeps the conclusion of a run group scheduled in its backend, whenever all runs that are due are there: this process may
 * end before they do.
 * @param queue runs that are still to be begun
 * @param hasRuns whether runs are in the backend already
 */
export function keepConclusionScheduled(
  { state, directory, options, begins }: Session,
  queue: readonly string[],
  hasRuns: boolean,
): ScheduledConclusion {
  const { afterRuns } = options.backend;
  const unattended = options.conclusion?.unattended;
  if (afterRuns === undefined || unattended === undefined || !begins)
    return { look: () => undefined, settled: async () => undefined };
  let hasNew = hasRuns;
  let scheduling = Promise.resolve();
  const schedule = async (): Promise<void> => {
    try {
      const command = unattended(directory);
      const description = await afterRuns.schedule({ runGroup: state.run_group, directory }, command);
      emitEvent(options, { type: "conclusion-scheduled", description, log: command.log });
    } catch (error) {
      const message = `What is to be done after the runs could not be scheduled, so that somebody must attach then: ${describeError(error)}`;
      emitEvent(options, { type: "warning", message });
    }
  };
  return {
    look(event) {
      if (event.type === "run-queued") hasNew ||= !event.reattached;
      else if (event.type !== "run-ended" && event.type !== "run-started") return;
      const areDueThere =
        queue.length === 0 && Object.values(state.runs).every(({ record }) => record.status !== "starting");
      if (!hasNew || !areDueThere) return;
      hasNew = false;
      scheduling = scheduling.then(schedule);
    },
    settled: () => scheduling,
  };
}
