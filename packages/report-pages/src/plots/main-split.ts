import type { AgentSplit, ReportData, ReportSplit } from "@mlebench/reports";

/**
 * The split that a picture of one split shows: the largest on which every agent has all runs, else the one with most runs.
 * Undefined for a report without runs.
 */
export function mainSplit(data: ReportData): ReportSplit | undefined {
  const candidates = splitsWithRuns(data).map((split) => ({ split, of: summariesOf(data, split.name) }));
  const complete = candidates.filter(
    ({ of }) => of.length === data.agents.length && of.every(({ isComplete }) => isComplete),
  );
  const size = ({ split }: (typeof candidates)[number]): number => split.competitions.length;
  if (complete.length > 0) return complete.reduce((best, one) => (size(one) > size(best) ? one : best)).split;
  const runs = ({ of }: (typeof candidates)[number]): number => of.reduce((sum, one) => sum + one.runs, 0);
  if (candidates.length === 0) return undefined;
  // Of splits with the same runs, the smallest is the one that was meant.
  return candidates.reduce((best, one) =>
    runs(one) > runs(best) || (runs(one) === runs(best) && size(one) < size(best)) ? one : best,
  ).split;
}

/** What agents came to on a split, without those that have no run of it. */
export function summariesOf(data: ReportData, split: string): AgentSplit[] {
  return data.summaries.filter((summary) => summary.split === split && summary.runs > 0);
}

/** Splits that at least one agent has runs of, without an incomplete one that has the runs of a smaller one only. */
export function splitsWithRuns(data: ReportData): ReportSplit[] {
  const runsIn = (split: ReportSplit): string =>
    JSON.stringify(summariesOf(data, split.name).map(({ agent, runs }) => [agent, runs]));
  const withRuns = data.splits.filter(({ name }) => summariesOf(data, name).length > 0);
  return withRuns.filter((split) => {
    const isIncomplete = summariesOf(data, split.name).some((summary) => !summary.isComplete);
    const ids = new Set(split.competitions);
    const isRepeated = withRuns.some(
      (other) =>
        other.competitions.length < ids.size &&
        other.competitions.every((id) => ids.has(id)) &&
        runsIn(other) === runsIn(split),
    );
    return !(isIncomplete && isRepeated);
  });
}
