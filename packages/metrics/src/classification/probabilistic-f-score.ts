import { assertSameLength, MetricInputError } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import { toFloats } from "../numbers.js";

/**
 * Fβ with each predicted probability, clipped to [0, 1], counted as that share of a positive; in [0, 1]. A missing
 * prediction makes it 0. The metric of RSNA's breast cancer competition (Yacouby & Axman 2020).
 * @param yTrue 0 is negative, any other value positive
 * @throws MetricInputError for text, unlike lengths, no positive row, and predictions that are all below 0
 */
export function probabilisticFbeta(yTrue: LabelsInput, yPred: LabelsInput, beta = 1): number {
  const labels = toFloats("yTrue", yTrue);
  const predictions = toFloats("yPred", yPred);
  assertSameLength(labels.length, predictions.length);
  let positives = 0;
  let hits = 0;
  let misses = 0;
  for (let i = 0; i < labels.length; i++) {
    const share = Math.min(Math.max(predictions[i], 0), 1);
    if (labels[i] === 0) {
      misses += share;
      continue;
    }
    positives++;
    hits += share;
  }
  if (positives === 0) throw new MetricInputError("No positive rows", "yTrue", { expected: "at least one" });
  if (predictions.every((value) => value < 0)) {
    throw new MetricInputError("Negative predictions only", "yPred", { expected: "probabilities" });
  }
  const square = beta * beta;
  const precision = hits / (hits + misses);
  const recall = hits / positives;
  if (!(precision > 0 && recall > 0)) return 0;
  return ((1 + square) * (precision * recall)) / (square * precision + recall);
}
