import type { LabelsInput } from "../labels.js";
import { pairwiseSum } from "../sum.js";
import { encodeTargets } from "./targets.js";

/** Above this many labels the table of expected agreements is summed row by row instead of being built. */
const LARGEST_TABLE = 2048;

export interface CohenKappaOptions {
  /** How much a disagreement weighs: all alike, by the distance of ranks, or by its square. @default "none" */
  weights?: "none" | "linear" | "quadratic";
}

/**
 * Cohen's kappa: agreement beyond chance, at most 1; NaN where chance leaves no disagreement (one label only, no
 * rows). Ranks are positions among the sorted distinct labels of both sides. Agrees with scikit-learn's
 * `cohen_kappa_score`.
 * @throws MetricInputError when either side is not made of class labels, or the kinds are mixed
 */
export function cohenKappa(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  { weights = "none" }: CohenKappaOptions = {},
): number {
  const { classes, yTrue: first, yPred: second } = encodeTargets(yTrue, yPred);
  const disagreement = DISAGREEMENT[weights];
  const firstTotals = new Float64Array(classes.length);
  const secondTotals = new Float64Array(classes.length);
  let observed = 0;
  for (let i = 0; i < first.length; i++) {
    firstTotals[first[i]]++;
    secondTotals[second[i]]++;
    observed += disagreement(first[i] - second[i]);
  }
  return 1 - observed / expectedDisagreement(firstTotals, secondTotals, first.length, disagreement);
}

const DISAGREEMENT = {
  none: (distance: number) => (distance === 0 ? 0 : 1),
  linear: (distance: number) => Math.abs(distance),
  quadratic: (distance: number) => distance * distance,
};

function expectedDisagreement(
  firstTotals: Float64Array,
  secondTotals: Float64Array,
  rows: number,
  disagreement: (distance: number) => number,
): number {
  const size = firstTotals.length;
  const whole = size <= LARGEST_TABLE;
  const table = new Float64Array(whole ? size * size : size);
  let total = 0;
  for (let i = 0; i < size; i++) {
    const offset = whole ? i * size : 0;
    for (let j = 0; j < size; j++) {
      table[offset + j] = disagreement(i - j) * ((secondTotals[i] * firstTotals[j]) / rows);
    }
    if (!whole) total += pairwiseSum(table);
  }
  return whole ? pairwiseSum(table) : total;
}
