import { assertSameColumns, assertSameLength, inColumn } from "../errors.js";
import { assertTable, type Columns } from "../matrix.js";
import { toFloats } from "../numbers.js";
import { mean } from "../sum.js";

export interface KlDivergenceOptions {
  /** Predicted probabilities are clipped to [epsilon, 1 − epsilon]. @default 1e-15 */
  epsilon?: number;
}

/**
 * Mean over rows of the Kullback–Leibler divergence of the predicted distribution from the true one, in nats:
 * Σ p log(p / q) over columns, where p = 0 adds 0.
 * @param yTrue columns of true probabilities
 * @param yPred columns of predicted probabilities, in the same order
 * @throws MetricInputError for text, no rows and unlike shapes
 */
export function klDivergence(
  yTrue: Columns,
  yPred: Columns,
  { epsilon = 1e-15 }: KlDivergenceOptions = {},
): number {
  assertSameColumns(yTrue.length, yPred.length);
  const rows = assertTable("yTrue", yTrue);
  assertSameLength(rows, assertTable("yPred", yPred));
  const divergences = new Float64Array(rows);
  for (let k = 0; k < yTrue.length; k++) {
    const truths = inColumn(k, () => toFloats("yTrue", yTrue[k]));
    const predictions = inColumn(k, () => toFloats("yPred", yPred[k]));
    for (let row = 0; row < rows; row++) {
      const p = truths[row];
      if (p === 0) continue;
      const term = p * Math.log(p / Math.min(Math.max(predictions[row], epsilon), 1 - epsilon));
      if (!Number.isNaN(term)) divergences[row] += term;
    }
  }
  return mean(divergences);
}
