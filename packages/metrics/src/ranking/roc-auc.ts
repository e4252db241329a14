import { assertIndicator } from "../classification/indicator.js";
import { encodeLabels } from "../classification/targets.js";
import { assertNotEmpty, inColumn, MetricInputError } from "../errors.js";
import { type LabelsInput, toLabels } from "../labels.js";
import { assertTable, type Columns, isColumns } from "../matrix.js";
import { toFiniteFloats, toFiniteScores } from "../numbers.js";
import { mean, average as weightedAverage } from "../sum.js";
import { areaUnderCurve, countByThreshold, curveOf, type RocCurve } from "./roc-curve.js";

export interface RocAucOptions {
  /** How columns are put together; "macro" is the mean over columns, "micro" takes all cells as one column. @default "macro" */
  average?: "macro" | "micro" | "weighted";
  /** One a row. */
  weights?: ArrayLike<number>;
}

/**
 * Area under the receiver operating characteristic, in [0, 1]: the chance that a positive row is scored above a
 * negative one, ties counting half. NaN where the answers hold one class only. Agrees with scikit-learn 1.7's
 * `roc_auc_score`.
 *
 * One column of answers holds two distinct labels of any kind; the greater one is positive. Several columns hold
 * 0 and 1 and are scored one by one against as many columns of scores.
 * @throws MetricInputError for more than two labels, scores that are no finite numbers, no rows and unlike shapes
 */
export function rocAuc(
  yTrue: LabelsInput | Columns,
  yScore: LabelsInput | Columns,
  options: RocAucOptions = {},
): number {
  if (isColumns(yTrue) && yTrue.length > 1)
    return tableAuc(yTrue, isColumns(yScore) ? yScore : [yScore], options);
  const labels = isColumns(yTrue) ? yTrue[0] : yTrue;
  if (!isColumns(yScore)) return labelAuc(labels, yScore, options.weights);
  if (yScore.length === 1) return labelAuc(labels, yScore[0], options.weights);
  throw new MetricInputError(`Wrong number of columns: ${yScore.length}`, "yPred", { expected: "1" });
}

/** Without weights, counts by threshold are the same in any order of rows. */
rocAuc.ignoresOrder = true;

function labelAuc(yTrue: LabelsInput, yScore: LabelsInput, weights?: ArrayLike<number>): number {
  const labels = toLabels(yTrue);
  assertNotEmpty("yTrue", labels.values.length);
  const { classes, codes } = encodeLabels("yTrue", labels);
  if (classes.length > 2) {
    throw new MetricInputError(`${classes.length} distinct labels`, "yTrue", { expected: "two" });
  }
  const scores = toFiniteScores("yPred", yScore);
  assertNotEmpty("yPred", scores.length);
  if (classes.length < 2) return Number.NaN;
  return binaryAuc(codes, scores, weights);
}

function binaryAuc(positives: ArrayLike<number>, scores: Float64Array, weights?: ArrayLike<number>): number {
  const { falsePositiveRates, truePositiveRates } = curveOf(countByThreshold(positives, scores, weights));
  return areaUnderCurve(falsePositiveRates, truePositiveRates);
}

function tableAuc(yTrue: Columns, yScore: Columns, { average = "macro", weights }: RocAucOptions): number {
  const rows = assertTable("yTrue", yTrue);
  const truths = assertIndicator("yTrue", yTrue).map(positivesOf);
  if (assertTable("yPred", yScore) !== rows || yScore.length > yTrue.length) {
    throw new MetricInputError("Wrong shape of the scores", "yPred", {
      expected: `${rows} rows and ${yTrue.length} columns`,
    });
  }
  // A NumPy matrix has one type: integers beside floats are floats, and may tie where they did not.
  const alike = new Set(yScore.map((column) => toLabels(column).dtype)).size === 1;
  const scores = yScore.map((column, k) =>
    inColumn(k, () => (alike ? toFiniteScores : toFiniteFloats)("yPred", column)),
  );
  if (average === "micro") {
    return binaryOrNaN(interleave(truths), interleave(scores), weights && repeat(weights, truths.length));
  }
  const areas = Float64Array.from(scores, (column, k) => binaryOrNaN(truths[k], column, weights));
  if (average === "macro") return mean(areas);
  const support = Float64Array.from(truths, (column) =>
    column.reduce((total, value, row) => total + value * (weights?.[row] ?? 1), 0),
  );
  if (support.every((total) => total === 0)) return 0;
  return weightedAverage(
    areas.map((area, k) => (support[k] === 0 ? 0 : area)),
    support,
  );
}

function binaryOrNaN(positives: Float64Array, scores: Float64Array, weights?: ArrayLike<number>): number {
  const constant = positives.every((value) => value === positives[0]);
  return constant ? Number.NaN : binaryAuc(positives, scores, weights);
}

/** 1 where a column of 0 and 1, or of −1 and 1, is 1. */
function positivesOf(column: Float64Array): Float64Array {
  const lowest = column.reduce((a, b) => Math.min(a, b));
  const highest = column.reduce((a, b) => Math.max(a, b));
  if (lowest !== highest && (highest !== 1 || (lowest !== 0 && lowest !== -1))) {
    throw new MetricInputError("Invalid indicator", "yTrue", { expected: "0 or 1" });
  }
  return column.map((value) => (value === 1 ? 1 : 0));
}

function interleave(columns: readonly Float64Array[]): Float64Array {
  const cells = new Float64Array(columns.length * columns[0].length);
  columns.forEach((column, k) => {
    for (let row = 0; row < column.length; row++) cells[row * columns.length + k] = column[row];
  });
  return cells;
}

function repeat(weights: ArrayLike<number>, times: number): Float64Array {
  return Float64Array.from({ length: weights.length * times }, (_, i) => weights[Math.floor(i / times)]);
}

/**
 * The receiver operating characteristic of one column of answers (scikit-learn's `roc_curve`).
 * @param positiveLabel every other label is negative
 * @throws MetricInputError for answers that are no labels, scores that are no finite numbers, no rows, unlike lengths
 */
export function rocCurve(
  yTrue: LabelsInput,
  yScore: LabelsInput,
  positiveLabel: number | string = 1,
): RocCurve {
  const { classes, codes } = encodeLabels("yTrue", toLabels(yTrue));
  const position = classes.indexOf(positiveLabel);
  const positives = codes.map((code) => (code === position ? 1 : 0));
  return curveOf(countByThreshold(positives, toFiniteScores("yPred", yScore)));
}
