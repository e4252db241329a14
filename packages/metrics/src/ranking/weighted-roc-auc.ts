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
  const { falsePositiveRates, truePositiveRates } = rocCurve(yTrue, yScore);
  let curve: Curve = { x: falsePositiveRates, y: truePositiveRates };
  for (const height of heights) curve = withHeight(curve, height);
  let total = 0;
  let scale = 0;
  for (const [slice, weight] of weights.entries()) {
    const [low, high] = [heights[slice], heights[slice + 1]];
    scale += (high - low) * weight;
    const part = sliceOf(curve, low, high);
    if (part.x.length > 1) total += areaUnderCurve(part.x, part.y) * weight;
  }
  return total / scale;
}

/** Counts by threshold are the same in any order of rows. */
weightedRocAuc.ignoresOrder = true;

interface Curve {
  x: Float64Array;
  y: Float64Array;
}

/** The points of a curve from `low` to `high`, as heights above `low`, and a last one to the right of the highest. */
function sliceOf({ x, y }: Curve, low: number, high: number): Curve {
  const xs = new Float64Array(x.length + 1);
  const ys = new Float64Array(x.length + 1);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (!(low <= y[i] && y[i] <= high)) continue;
    xs[count] = x[i];
    ys[count++] = y[i] - low;
  }
  xs[count] = 1;
  ys[count++] = high - low;
  return { x: xs.subarray(0, count), y: ys.subarray(0, count) };
}

/** The curve with a point at a height that it passes between two points. */
function withHeight(curve: Curve, height: number): Curve {
  const { x, y } = curve;
  if (y.includes(height)) return curve;
  const i = y.findIndex((value) => value > height);
  if (i === -1) return curve;
  const between = x[i - 1] + ((x[i] - x[i - 1]) * (height - y[i - 1])) / (y[i] - y[i - 1]);
  return { x: inserted(x, i, between), y: inserted(y, i, height) };
}

function inserted(values: Float64Array, at: number, value: number): Float64Array {
  const longer = new Float64Array(values.length + 1);
  longer.set(values.subarray(0, at));
  longer[at] = value;
  longer.set(values.subarray(at), at + 1);
  return longer;
}
