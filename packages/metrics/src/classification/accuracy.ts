import type { LabelsInput } from "../labels.js";
import { average, mean } from "../sum.js";
import { checkTargets } from "./targets.js";

/**
 * Share of rows with an exactly predicted label, in [0, 1]; NaN for no rows. Text against numbers scores 0 where
 * scikit-learn scores it. Agrees with scikit-learn's `accuracy_score`.
 * @throws MetricInputError when either side is not made of class labels, or the sides cannot be compared
 */
export function accuracy(yTrue: LabelsInput, yPred: LabelsInput, weights?: ArrayLike<number>): number {
  const targets = checkTargets(yTrue, yPred);
  const a = targets.yTrue.values;
  const b = targets.yPred.values;
  const hits = new Uint8Array(a.length);
  if (!targets.mixed) {
    // Booleans may be stored as 0 and 1, and integers as numbers or bigints: only loose equality compares by value.
    // biome-ignore lint/suspicious/noDoubleEquals: see above
    for (let i = 0; i < hits.length; i++) hits[i] = a[i] == b[i] ? 1 : 0;
  }
  return weights === undefined ? mean(hits) : average(hits, weights);
}

/** Without weights, a share of hits is the same in any order of rows. */
accuracy.ignoresOrder = true;
