import { assertSameLength, inColumn, MetricInputError } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import type { Columns } from "../matrix.js";
import { toFloats } from "../numbers.js";
import { rocAuc } from "./roc-auc.js";

export interface BiasWeightedAucOptions {
  /** Truths, predictions, and identities count as 1 from this value on. @default 0.5 */
  threshold?: number;
  /** Exponent of the power mean over identities. @default -5 */
  power?: number;
}

/**
 * ROC AUC with attention to unintended bias, in [0, 1]: (AUC + M(subgroup) + M(BPSN) + M(BNSP)) / 4. For each identity,
 * the three AUCs are those of its subgroup, of background positives with subgroup negatives, and of background negatives
 * with subgroup positives; M is their power mean, (1/n Σ aucᵖ)^(1/p). The metric of Jigsaw's unintended bias competition
 * (Borkan et al., "Nuanced Metrics for Measuring Unintended Bias", 2019), as MLE-bench computes it: predictions too are
 * 0 or 1 by the threshold, which loses their ranking.
 *
 * NaN where a set of rows holds one class only.
 * @param identities one column of shares or flags per identity; missing values count as 0
 * @throws MetricInputError for text, no rows, unlike lengths, and predictions that give a set of rows an AUC of 0, since its
 * negative power does not exist
 */
export function biasWeightedAuc(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  identities: Columns,
  { threshold = 0.5, power = -5 }: BiasWeightedAucOptions = {},
): number {
  const flags = (values: Float64Array): Uint8Array => {
    const reached = new Uint8Array(values.length);
    for (let row = 0; row < reached.length; row++) reached[row] = values[row] >= threshold ? 1 : 0;
    return reached;
  };
  const truth = flags(toFloats("yTrue", yTrue));
  const predicted = flags(toFloats("yPred", yPred));
  assertSameLength(truth.length, predicted.length);
  const counts = identities.map((column, k) =>
    inColumn(k, () => countRows(flags(toFloats("yTrue", column)), truth, predicted)),
  );
  // Whether the positives and the negatives of a set are members.
  const sets = [
    [1, 1],
    [0, 1],
    [1, 0],
  ];
  const means = sets.map(([positive, negative]) => {
    const powers = counts.map((one) => aucOf(one[positive][1], one[negative][0], power) ** power);
    return (sumOf(powers) / counts.length) ** (1 / power);
  });
  return rocAuc(truth, predicted) / 4 + sumOf(means.map((value) => value / 4));
}

/** Numbers of rows by member (0, 1), truth (0, 1), and prediction (0, 1). */
type Counts = readonly (readonly (readonly [number, number])[])[];

function countRows(member: Uint8Array, truth: Uint8Array, predicted: Uint8Array): Counts {
  const flat = new Float64Array(8);
  for (let row = 0; row < truth.length; row++) flat[4 * member[row] + 2 * truth[row] + predicted[row]]++;
  return [0, 4].map((group) => [0, 2].map((kind) => [flat[group + kind], flat[group + kind + 1]] as const));
}

/** The area under the curve of predictions that are 0 or 1, from the numbers of either, by trapezoids. */
function aucOf(
  positives: readonly [number, number],
  negatives: readonly [number, number],
  power: number,
): number {
  const [positive, negative] = [sumOf(positives), sumOf(negatives)];
  if (positive + negative === 0)
    throw new MetricInputError("No rows of an identity", "yTrue", { expected: "at least one" });
  const truePositives = positives[1] / positive;
  const falsePositives = negatives[1] / negative;
  const auc = (falsePositives * truePositives) / 2 + ((1 - falsePositives) * (truePositives + 1)) / 2;
  if (auc === 0 && power < 0)
    throw new MetricInputError("No score for these predictions", "yPred", { expected: "a higher AUC" });
  return auc;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
