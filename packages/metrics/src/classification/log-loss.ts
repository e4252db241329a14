import {
  assertNotEmpty,
  assertSameColumns,
  assertSameLength,
  inColumn,
  MetricInputError,
} from "../errors.js";
import { type LabelsInput, toLabels } from "../labels.js";
import { assertTable, type Columns, isColumns } from "../matrix.js";
import { toFiniteFloats } from "../numbers.js";
import { average, pairwiseSum } from "../sum.js";
import { assertIndicator } from "./indicator.js";
import { encodeLabels } from "./targets.js";

const EPSILON_32 = 2 ** -23;

/** Predicted probabilities, one column a class, clipped away from 0 and 1 by the type's machine epsilon. */
interface Probabilities {
  columns: readonly Float64Array[];
  rows: number;
}

/**
 * Cross-entropy of predicted probabilities in nats, at least 0: the mean of −log p(true class), with p clipped to
 * [ε, 1 − ε], ε = 2⁻⁵² (2⁻²³ for Float32Array). Rows are not renormalised. Agrees with scikit-learn 1.7's `log_loss`.
 *
 * `yTrue` is one column of labels (the classes are their sorted distinct values), or several 0/1 columns, one a
 * class. `yPred` has one column a class in the same order, or for two classes one column: that of the second.
 * @throws MetricInputError for anything but probabilities in [0, 1], no rows, fewer than two classes among the
 * labels, a number of columns that differs from that of the classes, and unlike lengths
 */
export function logLoss(
  yTrue: LabelsInput | Columns,
  yPred: LabelsInput | Columns,
  weights?: ArrayLike<number>,
): number {
  const probabilities = readProbabilities(isColumns(yPred) ? yPred : [yPred]);
  const labels = isColumns(yTrue) ? yTrue : [yTrue];
  const losses =
    labels.length > 1 ? indicatorLosses(labels, probabilities) : labelLosses(labels[0], probabilities);
  return average(losses, weights);
}

function readProbabilities(inputs: Columns): Probabilities {
  const rows = assertTable("yPred", inputs);
  const single = inputs.every((column) => column instanceof Float32Array);
  const columns = inputs.map((column, k) => inColumn(k, () => toFiniteFloats("yPred", column)));
  for (const [column, values] of columns.entries()) {
    const row = values.findIndex((value) => value < 0 || value > 1);
    if (row === -1) continue;
    throw new MetricInputError("Value out of range", "yPred", {
      row,
      column,
      expected: "a number from 0 to 1",
    });
  }
  if (columns.length === 1) {
    const complement = columns[0].map((value) => (single ? Math.fround(1 - value) : 1 - value));
    columns.unshift(complement);
  }
  const lowest = single ? EPSILON_32 : Number.EPSILON;
  const highest = 1 - lowest;
  return {
    rows,
    columns: columns.map((column) => column.map((p) => Math.min(Math.max(p, lowest), highest))),
  };
}

function labelLosses(input: LabelsInput, { columns, rows }: Probabilities): Float64Array {
  const labels = toLabels(input);
  assertNotEmpty("yTrue", labels.values.length);
  assertSameLength(labels.values.length, rows);
  const { classes, codes } = encodeLabels("yTrue", labels);
  if (classes.length === 1) {
    throw new MetricInputError("1 distinct label", "yTrue", { expected: "at least two" });
  }
  assertSameColumns(classes.length, columns.length);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) losses[row] = -Math.log(columns[codes[row]][row]);
  return losses;
}

function indicatorLosses(labels: Columns, { columns, rows }: Probabilities): Float64Array {
  assertSameLength(assertTable("yTrue", labels), rows);
  const truths = assertIndicator("yTrue", labels);
  assertSameColumns(truths.length, columns.length);
  const terms = new Float64Array(columns.length);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < terms.length; k++) {
      const truth = truths[k][row];
      terms[k] = truth === 0 ? 0 : truth * Math.log(columns[k][row]);
    }
    losses[row] = -pairwiseSum(terms);
  }
  return losses;
}
