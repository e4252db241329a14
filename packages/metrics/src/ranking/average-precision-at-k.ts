import { assertSameLength } from "../errors.js";
import { mean } from "../sum.js";

/**
 * Average precision at k, in [0, 1]: Σ over hits among the first k predictions of (hits so far / position), divided by
 * min(k, relevant items). A repeated prediction counts once; 0 without relevant items.
 * @param actual the relevant items, in any order
 * @param predicted best first
 */
export function averagePrecisionAtK(
  actual: ReadonlySet<string>,
  predicted: readonly string[],
  k: number,
): number {
  if (actual.size === 0) return 0;
  const length = Math.min(predicted.length, k);
  let hits = 0;
  let score = 0;
  for (let i = 0; i < length; i++) {
    if (!actual.has(predicted[i]) || predicted.indexOf(predicted[i]) < i) continue;
    hits++;
    score += hits / (i + 1);
  }
  return score / Math.min(actual.size, k);
}

/**
 * Mean over rows of {@link averagePrecisionAtK} (MAP@k), in [0, 1]; NaN for no rows.
 * @throws MetricInputError for unlike lengths
 */
export function meanAveragePrecisionAtK(
  yTrue: readonly ReadonlySet<string>[],
  yPred: readonly (readonly string[])[],
  k: number,
): number {
  assertSameLength(yTrue.length, yPred.length);
  return mean(Float64Array.from(yTrue, (actual, row) => averagePrecisionAtK(actual, yPred[row], k)));
}
