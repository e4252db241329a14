import { UserError } from "@mlebench/core";
import type { GradedRun } from "./graded-runs.js";

export interface SeedChoice {
  /** Ids in the order of the split. */
  competitions: readonly string[];
  /** Undefined or -1 takes all there are. */
  numSeeds?: number;
  padMissing: boolean;
}

/** One run per competition, in the order of the split; undefined where a missing run counts as failed. */
export type Seed<Run = GradedRun> = readonly (Run | undefined)[];

export interface Seeds<Run = GradedRun> {
  seeds: readonly Seed<Run>[];
  /** Seeds that only some competitions have runs for, which were left out; `missing` is what the first lacks. */
  incomplete?: { first: number; last: number; missing: readonly string[] };
}

/**
 * Puts runs together to seeds: the n-th run of every competition makes up seed n.
 * @throws UserError when there are fewer seeds than asked for, or none; it names the seed and what it lacks
 */
export function buildSeeds<Run extends { readonly competitionId: string }>(
  runs: readonly Run[],
  choice: SeedChoice,
): Seeds<Run> {
  const { competitions, padMissing } = choice;
  const byCompetition = new Map<string, Run[]>(competitions.map((id) => [id, []]));
  for (const run of runs) byCompetition.get(run.competitionId)?.push(run);
  const counts = competitions.map((id) => byCompetition.get(id)?.length ?? 0);
  const begun = counts.reduce((most, count) => Math.max(most, count), 0);
  const complete = counts.reduce((least, count) => Math.min(least, count), begun);
  const available = padMissing ? begun : complete;
  const next = available + 1;
  const missingIn = (seed: number): string[] => competitions.filter((_id, i) => counts[i] < seed);

  if (begun === 0) throw noRuns(runs, competitions);
  const wanted = choice.numSeeds ?? -1;
  if (!Number.isInteger(wanted) || wanted === 0 || wanted < -1) {
    throw new UserError(`Invalid number of seeds: ${wanted}`, {
      expected: "1 or more, or -1 for all",
    });
  }
  if (available === 0) {
    throw new UserError(`No seed is complete: seed 1 lacks ${listIds(missingIn(1))}`, { hint: padHint });
  }
  if (wanted > available) {
    throw padMissing
      ? new UserError(`${wanted} seeds are wanted, but no competition has more than ${available} runs`, {
          hint: `Ask for at most ${available}, or add reports.`,
        })
      : new UserError(
          `Not enough complete seeds: ${wanted} required, ${available} available. Seed ${next} lacks ${listIds(missingIn(next))}`,
          { hint: `Use at most ${available}. ${wanted > begun ? "Or add reports." : padHint}` },
        );
  }
  const taken = wanted === -1 ? available : wanted;
  return {
    seeds: range(taken).map((i) => competitions.map((id) => byCompetition.get(id)?.[i])),
    ...(begun > available && { incomplete: { first: next, last: begun, missing: missingIn(next) } }),
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_value, i) => i);
}

const padHint = "Add reports of the missing runs, or count missing runs as failed with --pad-missing.";

function noRuns(
  runs: readonly { readonly competitionId: string }[],
  competitions: readonly string[],
): UserError {
  const found = [...new Set(runs.map((run) => run.competitionId))];
  return new UserError("The reports contain no run of a competition in the split", {
    expected: `runs of ${listIds(competitions)}`,
    hint: found.length === 0 ? "They are empty." : `They contain runs of ${listIds(found)}.`,
  });
}

/** Ids for a message: the first ten and how many more. */
export function listIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 10).join(", ");
  return ids.length > 10 ? `${shown} and ${ids.length - 10} more` : shown;
}
