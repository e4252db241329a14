import type { LabelsInput } from "../labels.js";
import { rocCurve } from "./roc-auc.js";
import { areaUnderCurve } from "./roc-curve.js";

export interface WeightedRocAucOptions {
  /** True positive rates that bound the slices, ascending, at least two. @default [0, 0.4, 1] */
  heights?: readonly number[];
  /** One weight per slice, from the lowest up. @default [2, 1] */
  weights?: readonly number[];
}

/**
 * Area under the receiver operating characteristic with a weight for each horizontal slice of true positive rates:
 * Σ wᵢ · areaᵢ / Σ wᵢ · heightᵢ, in [0, 1]. The area of a slice is what the curve encloses between its bounds on the way
 * to a false positive rate of 1. The metric of ALASKA2's steganalysis competition
 * (kaggle.com/competitions/alaska2-image-steganalysis/overview/evaluation), with points interpolated where the curve
 * crosses a bound.
 *
 * Label 1 is positive, every other label is negative. NaN without negative rows, 0 without positive ones.
 * @throws MetricInputError for answers that are no labels, scores that are not finite numbers, no rows, unlike lengths
 */
export function weightedRocAuc(
  yTrue: LabelsInput,
  yScore: LabelsInput,
  { heights = [0, 0.4, 1], weights = [2, 1] }: WeightedRocAucOptions = {},
): number {
  const curve = rocCurve(yTrue, yScore);
  const x = Array.from(curve.falsePositiveRates);
  const y = Array.from(curve.truePositiveRates);
  for (const height of heights) insertHeight(x, y, height);
  let total = 0;
  let scale = 0;
  for (const [slice, weight] of weights.entries()) {
    const [low, high] = [heights[slice], heights[slice + 1]];
    scale += (high - low) * weight;
    const points = [...y.keys()].filter((i) => low <= y[i] && y[i] <= high);
    if (points.length === 0) continue;
    const xs = [...points.map((i) => x[i]), 1];
    const ys = [...points.map((i) => y[i]), high].map((value) => value - low);
    total += areaUnderCurve(xs, ys) * weight;
  }
  return total / scale;
}

/** Puts a point of the curve at a height that it passes between two points. */
function insertHeight(x: number[], y: number[], height: number): void {
  if (y.includes(height)) return;
  const i = y.findIndex((value) => value > height);
  if (i === -1) return;
  const between = x[i - 1] + ((x[i] - x[i - 1]) * (height - y[i - 1])) / (y[i] - y[i - 1]);
  x.splice(i, 0, between);
  y.splice(i, 0, height);
}
