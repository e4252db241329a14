import type { OutcomeKey } from "./graded-runs.js";
import type { Seed } from "./seeds.js";
import { type MetricSummary, summarize } from "./statistics/summarize.js";

/** What is averaged over seeds, in the reference's names and order; percentages are of the competitions of a seed. */
export const metricNames = [
  "total_competitions",
  "submission_exists_percentage",
  "valid_submissions_percentage",
  "above_median_percentage",
  "gold_medal_percentage",
  "silver_medal_percentage",
  "bronze_medal_percentage",
  "any_medal_percentage",
] as const;

export type MetricName = (typeof metricNames)[number];
export type SeedMetrics = Record<MetricName, number>;
export type MetricSummaries = Record<MetricName, MetricSummary>;

/** Counts one seed; a missing run is one without a submission. `seed` is not empty. */
export function seedMetrics(seed: Seed<Readonly<Record<OutcomeKey, boolean>>>): SeedMetrics {
  const total = seed.length;
  const share = (...keys: OutcomeKey[]): number =>
    (seed.filter((run) => run !== undefined && keys.some((key) => run[key])).length / total) * 100;
  return {
    total_competitions: total,
    submission_exists_percentage: share("submission_exists"),
    valid_submissions_percentage: share("valid_submission"),
    above_median_percentage: share("above_median"),
    gold_medal_percentage: share("gold_medal"),
    silver_medal_percentage: share("silver_medal"),
    bronze_medal_percentage: share("bronze_medal"),
    any_medal_percentage: share("gold_medal", "silver_medal", "bronze_medal"),
  };
}

/** Averages every metric over seeds; `seeds` is not empty. */
export function summarizeSeeds(seeds: readonly SeedMetrics[]): MetricSummaries {
  return Object.fromEntries(
    metricNames.map((name) => [name, summarize(seeds.map((seed) => seed[name]))]),
  ) as MetricSummaries;
}
