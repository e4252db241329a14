import type { MeasuredDocument } from "./measure-familiarity.js";
import { type Correlation, mean, partialCorrelation, pearson, spearman } from "./statistics/correlation.js";
import {
  bootstrapInterval,
  type Interval,
  type PermutationTest,
  pairedDifference,
  permutationTest,
} from "./statistics/resampling.js";

/** A competition in the plot. */
export interface FamiliarityPoint {
  readonly id: string;
  readonly familiarity: number;
  /** 0: the sample submission; 1: the gold threshold. */
  readonly performance: number;
  readonly deadline: string | null;
}

/** What is compared. */
export interface AnalysisInput {
  /** By competition. */
  readonly familiarity: ReadonlyMap<string, number>;
  readonly performance: ReadonlyMap<string, number>;
  /** As in Meta Kaggle. */
  readonly deadlines?: ReadonlyMap<string, string | null>;
  /** Familiarity of another model, which did not take part. */
  readonly control?: ReadonlyMap<string, number>;
  /** Familiarity with plain and obfuscated descriptions. */
  readonly obfuscated?: ReadonlyMap<string, { readonly plain: number; readonly obfuscated: number }>;
  /** Of permutations and resamples. @default 0 */
  readonly seed?: number;
  readonly resamples?: number;
}

/** Whether a model does better on competitions that it knows. */
export interface FamiliarityAnalysis {
  readonly points: readonly FamiliarityPoint[];
  readonly pearson: Correlation;
  readonly spearman: Correlation;
  readonly permutation: PermutationTest;
  /** Of Pearson's coefficient. */
  readonly interval: Interval;
  /** Pearson's coefficient with the influence of the deadline taken away; null without deadlines. */
  readonly givenDeadline: (Correlation & { readonly n: number }) | null;
  /** Correlation of the lead over the control model with performance; null without one. */
  readonly overControl: (Correlation & { readonly n: number; readonly meanDifference: number }) | null;
  /** Plain less obfuscated descriptions; null without them. */
  readonly plainLessObfuscated: {
    readonly n: number;
    readonly mean: number;
    readonly interval: Interval;
    readonly p: number;
  } | null;
}

/** Correlates familiarity with performance over the competitions that have both. */
export function analyzeFamiliarity({
  familiarity,
  performance,
  deadlines = new Map(),
  control,
  obfuscated = new Map(),
  seed = 0,
  resamples,
}: AnalysisInput): FamiliarityAnalysis {
  const options = { seed, ...(resamples !== undefined && { resamples }) };
  const points = [...familiarity]
    .filter(([id, value]) => performance.has(id) && Number.isFinite(value))
    .map(([id, value]) => ({
      id,
      familiarity: value,
      performance: performance.get(id) ?? Number.NaN,
      deadline: deadlines.get(id) ?? null,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const x = points.map((point) => point.familiarity);
  const y = points.map((point) => point.performance);
  return {
    points,
    pearson: pearson(x, y),
    spearman: spearman(x, y),
    permutation: permutationTest(x, y, options),
    interval: bootstrapInterval(x, y, options),
    givenDeadline: givenDeadline(points),
    overControl: control === undefined ? null : overControl(points, control),
    plainLessObfuscated: plainLessObfuscated(obfuscated, options),
  };
}

function givenDeadline(points: readonly FamiliarityPoint[]): FamiliarityAnalysis["givenDeadline"] {
  const dated = points.flatMap((point) => {
    const time = parseDeadline(point.deadline);
    return time === undefined ? [] : [{ ...point, time }];
  });
  if (dated.length < 4) return null;
  const x = dated.map(({ familiarity }) => familiarity);
  const y = dated.map(({ performance }) => performance);
  return {
    ...partialCorrelation(
      x,
      y,
      dated.map(({ time }) => time),
    ),
    n: dated.length,
  };
}

/** Days since 1970 of `07/20/2023 23:59:00`, Meta Kaggle's spelling; undefined if it is none. */
export function parseDeadline(text: string | null): number | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2}):(\d{2}))?$/.exec(text?.trim() ?? "");
  if (match === null) return undefined;
  const [month, day, year, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 86_400_000;
}

function overControl(
  points: readonly FamiliarityPoint[],
  control: ReadonlyMap<string, number>,
): FamiliarityAnalysis["overControl"] {
  const both = points.filter(({ id }) => Number.isFinite(control.get(id) ?? Number.NaN));
  if (both.length < 3) return null;
  const leads = both.map(({ id, familiarity }) => familiarity - (control.get(id) ?? Number.NaN));
  const correlation = pearson(
    leads,
    both.map(({ performance }) => performance),
  );
  return { ...correlation, n: both.length, meanDifference: mean(leads) };
}

function plainLessObfuscated(
  pairs: ReadonlyMap<string, { readonly plain: number; readonly obfuscated: number }>,
  options: { seed: number; resamples?: number },
): FamiliarityAnalysis["plainLessObfuscated"] {
  const differences = [...pairs.values()]
    .map(({ plain, obfuscated }) => plain - obfuscated)
    .filter(Number.isFinite);
  if (differences.length < 3) return null;
  return { n: differences.length, ...pairedDifference(differences, options) };
}

/** Scores by competition: the plain mean over documents, as in the reference; obfuscated descriptions apart. */
export function competitionScores(documents: readonly MeasuredDocument[]): {
  familiarity: Map<string, number>;
  scores: Map<string, Record<string, number>>;
  obfuscated: Map<string, { plain: number; obfuscated: number }>;
} {
  const scores = new Map<string, Record<string, number>>();
  const hidden = new Map<string, number>();
  for (const document of documents) {
    if (!("score" in document) || Number.isNaN(document.score.familiarity)) continue;
    const { competition, name, isObfuscated, score } = document;
    if (isObfuscated) hidden.set(competition, score.familiarity);
    else scores.set(competition, { ...scores.get(competition), [name]: score.familiarity });
  }
  const familiarity = new Map([...scores].map(([id, own]) => [id, mean(Object.values(own))]));
  const obfuscated = new Map(
    [...hidden].flatMap(([id, value]) => {
      const plain = scores.get(id)?.["description.md"];
      return plain === undefined ? [] : [[id, { plain, obfuscated: value }] as const];
    }),
  );
  return { familiarity, scores, obfuscated };
}
