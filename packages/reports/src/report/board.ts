import type { BoardSummary, HistogramBin } from "./report-data.js";

/** Bars of a histogram. */
const binCount = 40;

/** Share of the worst teams that may lie beyond the bars. */
const worstShare = 0.05;

/**
 * A human leaderboard in a few numbers.
 * @param scores best first; at least one
 */
export function summarizeBoard(scores: ArrayLike<number>, lowerIsBetter: boolean): BoardSummary {
  const worstFirst = Float64Array.from(scores).sort();
  if (lowerIsBetter) worstFirst.reverse();
  const teams = worstFirst.length;
  const at = (share: number): number => worstFirst[Math.round(share * (teams - 1))];
  const [from, to] = [at(worstShare), at(1)].sort((a, b) => a - b);
  const bins = histogram(worstFirst, from, to);
  return {
    teams,
    best: worstFirst[teams - 1],
    worst: worstFirst[0],
    bins,
    beyond: teams - bins.reduce((sum, { count }) => sum + count, 0),
    quantiles: Array.from({ length: 101 }, (_value, percent) => at(percent / 100)),
  };
}

function histogram(values: Float64Array, from: number, to: number): HistogramBin[] {
  if (!(to > from) || !Number.isFinite(to - from)) {
    return [{ from, to, count: values.filter((value) => value >= from && value <= to).length }];
  }
  const width = (to - from) / binCount;
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    if (value < from || value > to) continue;
    counts[Math.min(binCount - 1, Math.floor((value - from) / width))]++;
  }
  return counts.map((count, i) => ({
    from: from + i * width,
    to: i === binCount - 1 ? to : from + (i + 1) * width,
    count,
  }));
}
