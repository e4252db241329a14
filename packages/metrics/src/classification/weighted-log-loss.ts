import { assertSameColumns, assertSameLength, inColumn } from "../errors.js";
import { assertTable, type Columns } from "../matrix.js";
import { toFloats } from "../numbers.js";
import { mean } from "../sum.js";

/** Weights of the columns, one each. */
export interface ColumnWeights {
  /** Where the answer is 1. */
  positive: readonly number[];
  /** Where the answer is 0. */
  negative: readonly number[];
  /** Probabilities are clipped to [epsilon, 1 − epsilon]. @default 1e-15 */
  epsilon?: number;
}

/**
 * Multi-label binary cross-entropy in nats, at least 0: in each row the mean over columns, weighted by column and
 * answer; then the plain mean over rows. The metric of the RSNA competitions (cervical spine fractures 2022,
 * intracranial haemorrhage 2019).
 * @param yTrue columns of 0 and 1
 * @param yPred columns of probabilities, in the same order
 * @throws MetricInputError for text, no rows and unlike shapes
 */
export function weightedMultiLabelLogLoss(
  yTrue: Columns,
  yPred: Columns,
  { positive, negative, epsilon = 1e-15 }: ColumnWeights,
): number {
  assertSameColumns(yTrue.length, yPred.length);
  const rows = assertTable("yTrue", yTrue);
  assertSameLength(rows, assertTable("yPred", yPred));
  const losses = new Float64Array(rows);
  const totals = new Float64Array(rows);
  for (let k = 0; k < yTrue.length; k++) {
    const truths = inColumn(k, () => toFloats("yTrue", yTrue[k]));
    const predictions = inColumn(k, () => toFloats("yPred", yPred[k]));
    for (let row = 0; row < rows; row++) {
      const y = truths[row];
      const p = Math.min(Math.max(predictions[row], epsilon), 1 - epsilon);
      const weight = y * positive[k] + (1 - y) * negative[k];
      losses[row] += -(y * Math.log(p) + (1 - y) * Math.log(1 - p)) * weight;
      totals[row] += weight;
    }
  }
  return mean(losses.map((loss, row) => loss / totals[row]));
}
