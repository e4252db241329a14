import type { LabelsInput } from "../labels.js";
import { encodeTargets } from "./targets.js";

/**
 * Matthews correlation coefficient of two labellings with any number of labels, in [−1, 1]; 0 where either side holds
 * one label only. Agrees with scikit-learn's `matthews_corrcoef`; the formula is Gorodkin's (2004).
 * @throws MetricInputError when either side is not made of class labels, or the kinds are mixed
 */
export function matthewsCorrelation(yTrue: LabelsInput, yPred: LabelsInput): number {
  const { classes, yTrue: actual, yPred: predicted } = encodeTargets(yTrue, yPred);
  const rows = actual.length;
  const actualTotals = new Float64Array(classes.length);
  const predictedTotals = new Float64Array(classes.length);
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    actualTotals[actual[i]]++;
    predictedTotals[predicted[i]]++;
    if (actual[i] === predicted[i]) hits++;
  }
  const covariance = hits * rows - dot(actualTotals, predictedTotals);
  const product =
    (rows * rows - dot(predictedTotals, predictedTotals)) * (rows * rows - dot(actualTotals, actualTotals));
  return product === 0 ? 0 : covariance / Math.sqrt(product);
}

/** Counts are the same in any order of rows. */
matthewsCorrelation.ignoresOrder = true;

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}
