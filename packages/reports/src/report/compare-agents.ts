import { from, op } from "arquero";
import type { ReportRun } from "../experiment/report-run.js";
import { type Bootstrap, type BootstrapOptions, createBootstrap } from "../statistics/bootstrap.js";
import { countSigns, signTest } from "../statistics/sign-test.js";
import { meanOf } from "../statistics/summarize.js";
import {
  type AgentComparison,
  type ComparedMetric,
  comparedMetrics,
  type PairedDifference,
  type ReportSplit,
  type SeparatingCompetition,
} from "./report-data.js";
import { boundedNormalized } from "./summarize-agent.js";

export interface CompareOptions extends BootstrapOptions {
  a: string;
  b: string;
  split: ReportSplit;
  /** Shares draws with other comparisons. @default one of its own, with the options above */
  bootstrap?: Bootstrap;
  /** Whether lower scores are better, by competition. */
  lowerIsBetter: (competitionId: string) => boolean;
}

/** A value of each metric for one run or competition; null where it is not known. */
type Values = Readonly<Record<ComparedMetric, number | null>>;

/** What is compared of one run: a run without a score is at 0. */
function valuesOf(run: ReportRun): Values {
  const ifScored = (value: number | null): number | null => (run.score === null ? 0 : value);
  return {
    anyMedal: run.medal === null ? 0 : 100,
    percentile: ifScored(run.percentile),
    normalized: ifScored(boundedNormalized(run)),
  };
}

interface Pair {
  competitionId: string;
  a: Values;
  b: Values;
}

/** Two agents on the competitions of a split that both have runs of; null without any. */
export function compareAgents(runs: readonly ReportRun[], options: CompareOptions): AgentComparison | null {
  const { a, b, split, lowerIsBetter, bootstrap = createBootstrap(options) } = options;
  const inSplit = new Set(split.competitions);
  const runsOf = (agent: string): ReportRun[] =>
    runs.filter((run) => run.agent === agent && inSplit.has(run.competitionId));
  const [ofA, ofB] = [runsOf(a), runsOf(b)];
  const ids = (some: readonly ReportRun[]): Set<string> =>
    new Set(some.map(({ competitionId }) => competitionId));
  const [idsA, idsB] = [ids(ofA), ids(ofB)];
  const common = split.competitions.filter((id) => idsA.has(id) && idsB.has(id));
  if (common.length === 0) return null;
  const competitionPairs = pairCompetitions(common, ofA, ofB);
  return {
    a,
    b,
    split: split.name,
    competitions: common.length,
    onlyA: split.competitions.filter((id) => idsA.has(id) && !idsB.has(id)),
    onlyB: split.competitions.filter((id) => idsB.has(id) && !idsA.has(id)),
    overCompetitions: differences(competitionPairs, bootstrap),
    overRuns: differences(pairRuns(common, ofA, ofB), bootstrap),
    separating: separating(competitionPairs, { ofA, ofB, lowerIsBetter }),
    caveats: caveats(ofA, ofB, { a, b }),
  };
}

/** Means over seeds, competition by competition. */
function pairCompetitions(
  common: readonly string[],
  ofA: readonly ReportRun[],
  ofB: readonly ReportRun[],
): Pair[] {
  const [meansA, meansB] = [meansByCompetition(ofA), meansByCompetition(ofB)];
  return common.map((competitionId) => ({
    competitionId,
    a: meansA.get(competitionId) as Values,
    b: meansB.get(competitionId) as Values,
  }));
}

function meansByCompetition(runs: readonly ReportRun[]): Map<string, Values> {
  // Values stay in objects, since arquero leaves nulls out of an aggregate.
  const rows = runs.map((run) => ({ competitionId: run.competitionId, values: valuesOf(run) }));
  const grouped = from(rows)
    .groupby("competitionId")
    .rollup({ values: op.array_agg("values") })
    .objects() as { competitionId: string; values: Values[] }[];
  const meansOf = (list: readonly Values[]): Values => ({
    anyMedal: meanOrNull(list.map(({ anyMedal }) => anyMedal)),
    percentile: meanOrNull(list.map(({ percentile }) => percentile)),
    normalized: meanOrNull(list.map(({ normalized }) => normalized)),
  });
  return new Map(grouped.map(({ competitionId, values }) => [competitionId, meansOf(values)]));
}

/** A competition in which a scored run's value is not known has none. */
function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : meanOf(known);
}

/** Runs of the same competition and seed number. */
function pairRuns(common: readonly string[], ofA: readonly ReportRun[], ofB: readonly ReportRun[]): Pair[] {
  const rows = (runs: readonly ReportRun[]): object[] =>
    runs.map((run) => ({
      key: common.indexOf(run.competitionId),
      competitionId: run.competitionId,
      seed: run.seed,
      values: valuesOf(run),
    }));
  const joined = from(rows(ofA))
    .join(
      from(rows(ofB)),
      [
        ["competitionId", "seed"],
        ["competitionId", "seed"],
      ],
      [["key", "competitionId", "seed", "values"], ["values"]],
    )
    .orderby("key", "seed")
    .objects() as { competitionId: string; values_1: Values; values_2: Values }[];
  return joined.map(({ competitionId, values_1: a, values_2: b }) => ({ competitionId, a, b }));
}

function differences(
  pairs: readonly Pair[],
  bootstrap: Bootstrap,
): Record<ComparedMetric, PairedDifference | null> {
  const known = comparedMetrics.map((metric) =>
    pairs.flatMap(({ a, b }) => {
      const [left, right] = [a[metric], b[metric]];
      return left === null || right === null ? [] : [{ a: left, b: right, difference: left - right }];
    }),
  );
  return Object.fromEntries(
    comparedMetrics.map((metric, i) => {
      const list = known[i];
      if (list.length === 0) return [metric, null];
      const values = list.map(({ difference }) => difference);
      const interval = values.length > 1 ? bootstrap([values]).at(0) : undefined;
      const signs = countSigns(values);
      return [
        metric,
        {
          a: meanOf(list.map((one) => one.a)),
          b: meanOf(list.map((one) => one.b)),
          difference: meanOf(values),
          ciLower: interval?.lower ?? null,
          ciUpper: interval?.upper ?? null,
          aBetter: signs.positive,
          bBetter: signs.negative,
          ties: signs.zero,
          signTestP: signTest(signs),
          n: list.length,
        },
      ];
    }),
  ) as Record<ComparedMetric, PairedDifference | null>;
}

function separating(
  pairs: readonly Pair[],
  context: {
    ofA: readonly ReportRun[];
    ofB: readonly ReportRun[];
    lowerIsBetter: (competitionId: string) => boolean;
  },
): SeparatingCompetition[] {
  const { ofA, ofB, lowerIsBetter } = context;
  const scoresOf = (runs: readonly ReportRun[], id: string): number[] =>
    runs
      .filter(({ competitionId }) => competitionId === id)
      .map(({ score }) => goodness(score, lowerIsBetter(id)));
  const all = pairs.map(({ competitionId, a, b }): SeparatingCompetition => {
    const difference = Object.fromEntries(
      comparedMetrics.map((metric) => {
        const [left, right] = [a[metric], b[metric]];
        return [metric, left === null || right === null ? null : left - right];
      }),
    ) as unknown as SeparatingCompetition["difference"];
    const winner = winnerOf(scoresOf(ofA, competitionId), scoresOf(ofB, competitionId));
    return { competitionId, a, b, difference, winner };
  });
  const size = (value: number | null): number => Math.abs(value ?? 0);
  return all
    .filter(
      ({ difference, winner }) =>
        winner !== null || comparedMetrics.some((metric) => size(difference[metric]) > 0),
    )
    .sort(
      (x, y) =>
        size(y.difference.anyMedal) - size(x.difference.anyMedal) ||
        size(y.difference.percentile) - size(x.difference.percentile) ||
        size(y.difference.normalized) - size(x.difference.normalized),
    );
}

/** Larger is better; a run without a score is worse than any with one. */
function goodness(score: number | null, lowerIsBetter: boolean): number {
  if (score === null) return Number.NEGATIVE_INFINITY;
  return lowerIsBetter ? -score : score;
}

/** A single run shows nothing of how runs vary. */
function winnerOf(a: readonly number[], b: readonly number[]): "a" | "b" | null {
  if (a.length < 2 || b.length < 2) return null;
  if (Math.min(...a) > Math.max(...b)) return "a";
  return Math.min(...b) > Math.max(...a) ? "b" : null;
}

function caveats(
  ofA: readonly ReportRun[],
  ofB: readonly ReportRun[],
  { a, b }: { a: string; b: string },
): string[] {
  const found: string[] = [];
  const differ = (what: string, value: (run: ReportRun) => string | null): void => {
    const values = (runs: readonly ReportRun[]): string =>
      [...new Set(runs.map(value).filter((one) => one !== null))].sort().join(", ");
    const [left, right] = [values(ofA), values(ofB)];
    if (left !== right && left !== "" && right !== "")
      found.push(`${what} differ: ${left} (${a}), ${right} (${b}).`);
  };
  differ("Time limits", ({ limitHours }) =>
    limitHours === null ? null : `${Number(limitHours.toFixed(2))} h`,
  );
  differ("Kinds of data", ({ dataKind }) => dataKind);
  differ("Numbers of CPUs", ({ hardware }) => hardware?.cpus?.toString() ?? null);
  differ("GPUs", ({ hardware }) => (hardware?.gpus ? hardware.gpus.join(" + ") || "none" : null));
  differ("Variants", ({ variant, dataKind }) => variant ?? (dataKind === null ? null : "default"));
  const seeds = (runs: readonly ReportRun[]): number => Math.max(...runs.map(({ seed }) => seed));
  if (seeds(ofA) !== seeds(ofB))
    found.push(`Numbers of seeds differ: ${seeds(ofA)} (${a}), ${seeds(ofB)} (${b}).`);
  return found;
}
