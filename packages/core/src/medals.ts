import type { MedalThresholds } from "./facts.js";

export type Medal = "gold" | "silver" | "bronze";

export interface Ranking {
  medal: Medal | null;
  aboveMedian: boolean;
}

/** True when `score` is at least as good as `threshold`. NaN is as good as nothing. */
function reaches(score: number, threshold: number, lowerIsBetter: boolean): boolean {
  return lowerIsBetter ? score <= threshold : score >= threshold;
}

/**
 * The best medal that a score earns, and whether it beats the median (a tie does not).
 * @param score rounded score; null for a submission without one
 */
export function rankScore(
  score: number | null,
  thresholds: MedalThresholds,
  lowerIsBetter: boolean,
): Ranking {
  if (score === null) return { medal: null, aboveMedian: false };
  const order: readonly Medal[] = ["gold", "silver", "bronze"];
  const medal = order.find((name) => reaches(score, thresholds[name], lowerIsBetter)) ?? null;
  const aboveMedian = lowerIsBetter ? score < thresholds.median : score > thresholds.median;
  return { medal, aboveMedian };
}

/**
 * Medal thresholds from a complete leaderboard, by Kaggle's rules (kaggle.com/progression).
 * @param scores best first; at least one
 */
export function medalThresholds(scores: ArrayLike<number>): MedalThresholds {
  const teams = scores.length;
  if (teams === 0) throw new RangeError("a leaderboard needs at least one score");
  const share = (fraction: number): number => Math.max(1, Math.trunc(teams * fraction));
  const extended = 10 + Math.trunc(teams * 0.002);
  const [gold, silver, bronze] =
    teams < 100
      ? [share(0.1), share(0.2), share(0.4)]
      : teams < 250
        ? [10, share(0.2), share(0.4)]
        : teams < 1000
          ? [extended, 50, 100]
          : [extended, share(0.05), share(0.1)];
  const sorted = Float64Array.from(scores).sort();
  const middle = teams >> 1;
  const median = teams % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { gold: scores[gold - 1], silver: scores[silver - 1], bronze: scores[bronze - 1], median };
}

/** Percentage of human competitors that a score beats or equals, 0 to 100. */
export function percentile(score: number, leaderboard: ArrayLike<number>, lowerIsBetter: boolean): number {
  let reached = 0;
  for (let i = 0; i < leaderboard.length; i++) if (reaches(score, leaderboard[i], lowerIsBetter)) reached++;
  return (100 * reached) / leaderboard.length;
}
