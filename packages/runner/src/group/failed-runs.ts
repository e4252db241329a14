import { isError } from "../run/run-states.js";
import { retryRun, type StoredRun } from "../run/run-transitions.js";
import { emitEvent, type Session } from "./session.js";

/**
 * Prepares a failed run for its next attempt, if it has one left or the backend begins one by itself.
 * @returns whether it has
 */
export function retried({ state, saver, options, begins }: Session, id: string): boolean {
  const { retryOnError } = state.plan.settings;
  const run: StoredRun = state.runs[id];
  const { record, internals } = run;
  if (!isError(record.status)) return false;
  const retries = record.error_retries?.filter(({ requeued }) => requeued !== true).length ?? 0;
  const isRequeued = internals.ended?.requeued === true;
  if (!isRequeued && (!begins || retries >= retryOnError)) return false;
  const { competition_id: competitionId, seed, attempt } = record;
  retryRun(run);
  saver.save();
  emitEvent(options, {
    type: "run-retrying",
    run: { runId: id, competitionId, seed, attempt },
    record,
    ...(isRequeued ? {} : { retry: retries + 1, retries: retryOnError }),
  });
  return true;
}

/**
 * Whether so many failed runs end the group, as Inspect counts them: `true` after the first, a number below 1 is a share
 * of all runs.
 * @returns why no further runs are started
 */
export function tooManyErrors({ state }: Session, errors: number): string | undefined {
  const { failOnError = false } = state.plan.settings;
  const total = Object.keys(state.runs).length;
  if (errors === 0 || failOnError === false) return undefined;
  const limit = failOnError === true ? 1 : failOnError < 1 ? failOnError * total : failOnError;
  if (errors < limit) return undefined;
  const setting = failOnError === true ? "" : ` ${failOnError}`;
  const some = errors === 1 ? "1 run has failed" : `${errors} runs have failed`;
  return `${some}, so no further runs were started (\`--fail-on-error${setting}\`).`;
}
