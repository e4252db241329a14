import { from, op } from "arquero";
import type { ReportRun } from "../experiment/report-run.js";
import type { OutcomeKey } from "../graded-runs.js";
import { seedMetrics } from "../metrics.js";
import { buildSeeds, type Seed } from "../seeds.js";
import { estimate } from "../statistics/estimate.js";
import { passAtK } from "../statistics/pass-at-k.js";
import { meanOf } from "../statistics/summarize.js";
import {
  type AgentSplit,
  type Estimate,
  type LadderStep,
  type PassAtK,
  type ReportMetric,
  type ReportSplit,
  reportMetrics,
} from "./report-data.js";

export interface SummarizeOptions {
  /** Counts missing runs as failed, of competitions without any run too. @default false */
  padMissing?: boolean;
}

type Outcomes = Readonly<Record<OutcomeKey, boolean>>;

function outcomesOf(run: ReportRun): Outcomes {
  return {
    submission_exists: run.submitted,
    valid_submission: run.valid,
    above_median: run.aboveMedian,
    gold_medal: run.gold,
    silver_medal: run.silver,
    bronze_medal: run.bronze,
  };
}

/** What an agent's runs come to on a split, averaged over seeds as `aggregateReports` does. */
export function summarizeAgent(
  agent: string,
  runs: readonly ReportRun[],
  split: ReportSplit,
  { padMissing = false }: SummarizeOptions = {},
): AgentSplit {
  const inSplit = new Set(split.competitions);
  const own = runs.filter((run) => run.agent === agent && inSplit.has(run.competitionId));
  const withRuns = new Set(own.map(({ competitionId }) => competitionId));
  const competitions = split.competitions.filter((id) => padMissing || withRuns.has(id));
  const seeds = own.length === 0 ? [] : buildSeeds(own, { competitions, padMissing }).seeds;
  const used = seeds.flat().filter((run) => run !== undefined);
  const perSeed = seedValues(seeds, own);
  return {
    agent,
    split: split.name,
    competitions: withRuns.size,
    competitionsInSplit: split.competitions.length,
    isComplete: own.length > 0 && competitions.length === split.competitions.length,
    seeds: seeds.length,
    runs: used.length,
    paddedRuns: seeds.flat().length - used.length,
    paddedSeeds: seeds.flatMap((seed, i) => (seed.includes(undefined) ? [i + 1] : [])),
    skippedRuns: own.length - used.length,
    metrics: Object.fromEntries(reportMetrics.map((metric) => [metric, estimate(perSeed[metric])])) as Record<
      ReportMetric,
      Estimate | null
    >,
    perSeed,
    passAtK: passCurve(seeds),
    ladder: ladderOf(seeds),
  };
}

/** Each metric of each seed. */
function seedValues(
  seeds: readonly Seed<ReportRun>[],
  own: readonly ReportRun[],
): Record<ReportMetric, (number | null)[]> {
  const counted = seeds.map((seed) =>
    seedMetrics(seed.map((run) => (run === undefined ? undefined : outcomesOf(run)))),
  );
  const isKnown = (value: (run: ReportRun) => number | null): Set<string> =>
    new Set(own.filter((run) => value(run) !== null).map(({ competitionId }) => competitionId));
  const mean = (value: (run: ReportRun) => number | null): (number | null)[] => {
    const known = isKnown(value);
    const scored = new Set(own.filter(({ score }) => score !== null).map((run) => run.competitionId));
    return seeds.map((seed) => meanOverCompetitions(seed, value, known, scored));
  };
  return {
    anyMedal: counted.map((one) => one.any_medal_percentage),
    percentile: mean(({ percentile }) => percentile),
    normalized: mean(boundedNormalized),
    gold: counted.map((one) => one.gold_medal_percentage),
    silver: counted.map((one) => one.silver_medal_percentage),
    bronze: counted.map((one) => one.bronze_medal_percentage),
    aboveMedian: counted.map((one) => one.above_median_percentage),
    valid: counted.map((one) => one.valid_submissions_percentage),
    submitted: counted.map((one) => one.submission_exists_percentage),
  };
}

/** A normalized score as it is averaged: 0 for the sample submission and what is worse, 1 for gold and beyond. */
export function boundedNormalized({ normalized }: Pick<ReportRun, "normalized">): number | null {
  return normalized === null ? null : Math.min(1, Math.max(0, normalized));
}

/**
 * A run without a score counts as 0. A competition of which the value of a score is not known, for want of a leaderboard,
 * is left out.
 */
function meanOverCompetitions(
  seed: Seed<ReportRun>,
  value: (run: ReportRun) => number | null,
  known: ReadonlySet<string>,
  scored: ReadonlySet<string>,
): number | null {
  const values = seed.flatMap((run) => {
    if (run === undefined) return [0];
    const isUnknown = scored.has(run.competitionId) && !known.has(run.competitionId);
    return isUnknown ? [] : [value(run) ?? 0];
  });
  return values.length === 0 ? null : meanOf(values);
}

function passCurve(seeds: readonly Seed<ReportRun>[]): PassAtK[] {
  const n = seeds.length;
  if (n === 0) return [];
  const counts = seeds[0].map((_run, i) => seeds.filter((seed) => seed[i]?.medal != null).length);
  return Array.from({ length: n }, (_value, i) => {
    const k = i + 1;
    return { k, value: 100 * meanOf(counts.map((c) => passAtK(n, c, k))), isStable: 2 * k <= n };
  });
}

function ladderOf(seeds: readonly Seed<ReportRun>[]): LadderStep[] {
  const rows = seeds.flat().map((run) => ({
    submitted: Number(run?.submitted ?? false),
    valid: Number(run?.valid ?? false),
    aboveMedian: Number(run?.aboveMedian ?? false),
    bronze: Number(run?.medal != null),
    silver: Number(run?.gold === true || run?.silver === true),
    gold: Number(run?.gold ?? false),
  }));
  if (rows.length === 0) return [];
  const sums = from(rows)
    .rollup({
      submitted: op.sum("submitted"),
      valid: op.sum("valid"),
      "above median": op.sum("aboveMedian"),
      bronze: op.sum("bronze"),
      silver: op.sum("silver"),
      gold: op.sum("gold"),
    })
    .object() as Record<LadderStep["step"], number>;
  const total = rows.length;
  const steps = ["submitted", "valid", "above median", "bronze", "silver", "gold"] as const;
  return [
    { step: "runs", runs: total, percentage: 100 },
    ...steps.map((step) => ({ step, runs: sums[step], percentage: (100 * sums[step]) / total })),
  ];
}
