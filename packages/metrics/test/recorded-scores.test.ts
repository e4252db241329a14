import { describe, expect, it } from "vitest";
import {
  accuracy,
  averagePrecision,
  type Columns,
  cohenKappa,
  f1,
  f1OfLabelSets,
  fbeta,
  fbetaOfLabelSets,
  jaccard,
  jaccardOfLabelSets,
  kendallTauOfOrders,
  klDivergence,
  type LabelScoreOptions,
  type LabelSetOptions,
  type LabelsInput,
  labelRankingAveragePrecision,
  laplaceLogLikelihood,
  levenshtein,
  logLoss,
  matthewsCorrelation,
  meanAbsoluteError,
  meanAngularError,
  meanAveragePrecisionAtK,
  meanColumnwiseRootMeanSquaredError,
  meanLogAbsoluteErrorByGroup,
  meanSquaredError,
  meanWordJaccard,
  pearson,
  precision,
  probabilisticFbeta,
  type RocAucOptions,
  recall,
  rocAuc,
  rocCurve,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  spearman,
  splitWords,
  weightedMultiLabelLogLoss,
} from "../src/index.js";
import {
  agrees,
  type Recorded,
  type RecordedColumn,
  readFixture,
  scoreOrError,
  toColumn,
} from "./helpers.js";

interface Options extends Record<string, unknown> {
  rowWeights?: number[];
  beta: number;
  k: number;
}

type Score = (args: never[], options: Options) => number;

const RSNA = { positive: [14, 2, 2, 2, 2, 2, 2, 2], negative: [7, 1, 1, 1, 1, 1, 1, 1] };

/** Fits a metric of two columns, or tables of columns, to recorded arguments. */
function ofColumns(metric: (yTrue: never, yPred: never, options: Options) => number): Score {
  return ([yTrue, yPred], options) =>
    metric(toInput(yTrue, options) as never, toInput(yPred, options) as never, options);
}

function toInput(recorded: RecordedColumn | RecordedColumn[], { single }: Options): LabelsInput | Columns {
  if (Array.isArray(recorded)) return recorded.map(toColumn);
  const column = toColumn(recorded);
  return single && recorded.dtype === "float64" ? Float32Array.from(column.values as Float64Array) : column;
}

function ofLabels(
  metric: (t: LabelsInput, p: LabelsInput, options: LabelScoreOptions & { beta: number }) => number,
): Score {
  return ofColumns((t, p, options) => metric(t, p, options as LabelScoreOptions & { beta: number }));
}

function ofRows(metric: (t: LabelsInput, p: LabelsInput, weights?: number[]) => number): Score {
  return ofColumns((t, p, { rowWeights }) => metric(t, p, rowWeights));
}

const metrics: Record<string, Score> = {
  accuracy: ofRows(accuracy),
  matthews: ofRows(matthewsCorrelation),
  kappa: ofColumns((t, p, { weights }) => cohenKappa(t, p, { weights: weights as "linear" })),
  f1: ofLabels(f1),
  fbeta: ofLabels(fbeta),
  precision: ofLabels(precision),
  recall: ofLabels(recall),
  jaccard: ofLabels(jaccard),
  f1Sets: ([t, p], options) => f1OfLabelSets(t, p, options as LabelSetOptions),
  fbetaSets: ([t, p], options) => fbetaOfLabelSets(t, p, options as LabelSetOptions & { beta: number }),
  jaccardSets: ([t, p], options) => jaccardOfLabelSets(t, p, options as LabelSetOptions),
  logLoss: ofRows(logLoss),
  rocAuc: ofColumns((t, p, { average, rowWeights }) =>
    rocAuc(t, p, { average, weights: rowWeights } as RocAucOptions),
  ),
  averagePrecision: ofColumns((t, p, { rowWeights }) => averagePrecision(t, p, { weights: rowWeights })),
  lrap: ofColumns((t, p, { rowWeights }) => labelRankingAveragePrecision(t, p, rowWeights)),
  mae: ofRows(meanAbsoluteError),
  mse: ofRows(meanSquaredError),
  rmse: ofRows(rootMeanSquaredError),
  rmsle: ofRows(rootMeanSquaredLogError),
  pearson: ofRows(pearson),
  spearman: ofRows(spearman),
  mcrmse: ofColumns(meanColumnwiseRootMeanSquaredError),
  groupLogMae: ([t, p, g]) => meanLogAbsoluteErrorByGroup(toColumn(t), toColumn(p), toColumn(g)),
  laplace: ([t, p, s]) => laplaceLogLikelihood(toColumn(t), toColumn(p), toColumn(s)),
  angular: ([a, b, c, d]) =>
    meanAngularError(
      { azimuth: toColumn(a), zenith: toColumn(b) },
      { azimuth: toColumn(c), zenith: toColumn(d) },
    ),
  rsna: ofColumns((t, p) => weightedMultiLabelLogLoss(t, p, RSNA)),
  kl: ofColumns((t, p) => klDivergence(t, p)),
  probabilisticF: ofColumns((t, p, { beta }) => probabilisticFbeta(t, p, beta)),
  mapk: ([t, p], { k }) =>
    meanAveragePrecisionAtK(
      (t as string[][]).map((row) => new Set(row)),
      p,
      k,
    ),
  kendall: ([t, p]) => kendallTauOfOrders(t, p),
  levenshtein: ([a, b]) => levenshtein(a, b),
  wordJaccard: ([a, b]) => meanWordJaccard([b], [a]),
};

type RecordedScore = [metric: string, options: Options, expected: Recorded];

const groups = ["labels", "probabilities", "ranking", "numbers", "lists"].flatMap((name) =>
  readFixture<{ args: never[]; scores: RecordedScore[] }[]>(`scores-${name}.json`),
);
const cases = groups.flatMap(({ args, scores }) =>
  scores.map(([metric, options, expected]) => ({ metric, args, options, expected })),
);

describe("random inputs score as recorded to 1e-12, and are rejected where the reference fails", () => {
  it.each(Object.keys(metrics))("%s", (metric) => {
    const recorded = cases.filter((entry) => entry.metric === metric);
    expect(recorded.length).toBeGreaterThan(5);
    const differences = recorded
      .map((entry) => ({ ...entry, actual: scoreOrError(() => metrics[metric](entry.args, entry.options)) }))
      .filter(({ actual, expected }) => !agrees(actual, expected));
    expect(differences).toEqual([]);
  });

  it("leaves no recorded metric out", () => {
    const known = new Set([...Object.keys(metrics), "rocCurve", "splitWords"]);
    expect(cases.filter(({ metric }) => !known.has(metric))).toEqual([]);
  });
});

it("finds the points of receiver operating characteristics", () => {
  const curves = cases.filter(({ metric }) => metric === "rocCurve");
  expect(curves.length).toBeGreaterThan(50);
  for (const { args, expected } of curves) {
    const curve = rocCurve(toColumn(args[0]), toColumn(args[1]));
    const actual = [curve.falsePositiveRates, curve.truePositiveRates, curve.thresholds];
    const recorded = expected as unknown as Recorded[][];
    actual.forEach((values, i) => {
      expect(values.length).toBe(recorded[i].length);
      values.forEach((value, k) => {
        expect(agrees(value, recorded[i][k]), `${value}, recorded ${recorded[i][k]}`).toBe(true);
      });
    });
  }
});

it("splits words where Python does", () => {
  const texts = cases.filter(({ metric }) => metric === "splitWords");
  expect(texts.length).toBeGreaterThan(50);
  for (const { args, expected } of texts) expect(splitWords(args[0])).toEqual(expected);
});
