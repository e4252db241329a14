import type { LabelsInput, LabelValue } from "../labels.js";
import { average } from "../sum.js";
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
  if (weights === undefined) return (targets.mixed ? 0 : countHits(a, b)) / a.length;
  const hits = new Uint8Array(a.length);
  // biome-ignore lint/suspicious/noDoubleEquals: see countHits
  for (let i = 0; i < hits.length; i++) hits[i] = !targets.mixed && a[i] == b[i] ? 1 : 0;
  return average(hits, weights);
}

function countHits(a: ArrayLike<LabelValue>, b: ArrayLike<LabelValue>): number {
  let hits = 0;
  if (a instanceof Float64Array && b instanceof Float64Array) {
    for (let i = 0; i < a.length; i++) if (a[i] === b[i]) hits++;
    return hits;
  }
  // Booleans may be stored as 0 and 1, and integers as numbers or bigints: only loose equality compares by value.
  // biome-ignore lint/suspicious/noDoubleEquals: see above
  for (let i = 0; i < a.length; i++) if (a[i] == b[i]) hits++;
  return hits;
}

/** Without weights, a share of hits is the same in any order of rows. */
accuracy.ignoresOrder = true;
