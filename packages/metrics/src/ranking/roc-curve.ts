import { assertNotEmpty, assertSameLength } from "../errors.js";
import { argsort } from "../sort.js";
import { pairwiseSum } from "../sum.js";

/** Cumulated counts (or weights) of rows scored at least a threshold, one entry a distinct score, descending. */
export interface ThresholdCounts {
  readonly falsePositives: Float64Array;
  readonly truePositives: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * Walks the scores from high to low. Rows of weight 0 are left out.
 * @param positives 1 where the answer is positive
 * @param scores finite
 */
export function countByThreshold(
  positives: ArrayLike<number>,
  scores: Float64Array,
  weights?: ArrayLike<number>,
): ThresholdCounts {
  assertSameLength(positives.length, scores.length);
  assertNotEmpty("yTrue", scores.length);
  return weights === undefined ? countRows(positives, scores) : sumWeights(positives, scores, weights);
}

/** Sorts positive and negative scores apart: without weights their rows do not matter. */
function countRows(positives: ArrayLike<number>, scores: Float64Array): ThresholdCounts {
  const size = scores.reduce((count, _, row) => count + (positives[row] === 1 ? 1 : 0), 0);
  const high = new Float64Array(size);
  const low = new Float64Array(scores.length - size);
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < scores.length; row++) {
    if (positives[row] === 1) high[positive++] = scores[row];
    else low[negative++] = scores[row];
  }
  high.sort();
  low.sort();
  const counts = emptyCounts(scores.length);
  let count = 0;
  while (positive > 0 || negative > 0) {
    const threshold = Math.max(
      positive > 0 ? high[positive - 1] : Number.NEGATIVE_INFINITY,
      negative > 0 ? low[negative - 1] : Number.NEGATIVE_INFINITY,
    );
    while (positive > 0 && high[positive - 1] === threshold) positive--;
    while (negative > 0 && low[negative - 1] === threshold) negative--;
    counts.truePositives[count] = high.length - positive;
    counts.falsePositives[count] = low.length - negative;
    counts.thresholds[count++] = threshold;
  }
  return firstCounts(counts, count);
}

function sumWeights(
  positives: ArrayLike<number>,
  scores: Float64Array,
  weights: ArrayLike<number>,
): ThresholdCounts {
  const order = argsort(scores);
  const counts = emptyCounts(scores.length);
  let count = 0;
  let positive = 0;
  let negative = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i];
    if (weights[row] === 0) continue;
    if (count === 0 || counts.thresholds[count - 1] !== scores[row]) count++;
    if (positives[row] === 1) positive += weights[row];
    else negative += weights[row];
    counts.falsePositives[count - 1] = negative;
    counts.truePositives[count - 1] = positive;
    counts.thresholds[count - 1] = scores[row];
  }
  return firstCounts(counts, count);
}

function emptyCounts(length: number): ThresholdCounts {
  return {
    falsePositives: new Float64Array(length),
    truePositives: new Float64Array(length),
    thresholds: new Float64Array(length),
  };
}

function firstCounts(counts: ThresholdCounts, count: number): ThresholdCounts {
  return {
    falsePositives: counts.falsePositives.subarray(0, count),
    truePositives: counts.truePositives.subarray(0, count),
    thresholds: counts.thresholds.subarray(0, count),
  };
}

/** A receiver operating characteristic: rates in [0, 1], ascending, from (0, 0); the first threshold is ∞. */
export interface RocCurve {
  readonly falsePositiveRates: Float64Array;
  readonly truePositiveRates: Float64Array;
  readonly thresholds: Float64Array;
}

/** The curve through all thresholds, without points between two collinear neighbors. Rates are NaN for 0/0. */
export function curveOf({ falsePositives, truePositives, thresholds }: ThresholdCounts): RocCurve {
  const length = thresholds.length;
  const corners = new Uint32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (i === 0 || i === length - 1 || bends(falsePositives, i) || bends(truePositives, i))
      corners[count++] = i;
  }
  const negatives = length === 0 ? 0 : falsePositives[length - 1];
  const positives = length === 0 ? 0 : truePositives[length - 1];
  const curve = {
    falsePositiveRates: new Float64Array(count + 1),
    truePositiveRates: new Float64Array(count + 1),
    thresholds: new Float64Array(count + 1),
  };
  curve.falsePositiveRates[0] = negatives > 0 ? 0 : Number.NaN;
  curve.truePositiveRates[0] = positives > 0 ? 0 : Number.NaN;
  curve.thresholds[0] = Number.POSITIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    const corner = corners[k];
    curve.falsePositiveRates[k + 1] = negatives > 0 ? falsePositives[corner] / negatives : Number.NaN;
    curve.truePositiveRates[k + 1] = positives > 0 ? truePositives[corner] / positives : Number.NaN;
    curve.thresholds[k + 1] = thresholds[corner];
  }
  return curve;
}

/** Whether the steps into and out of a point differ. */
function bends(values: Float64Array, i: number): boolean {
  return values[i + 1] - values[i] - (values[i] - values[i - 1]) !== 0;
}

/**
 * Area under a curve by the trapezoidal rule, summed in NumPy's order; the sign follows the direction of `x`.
 * @param x monotonic
 * @throws RangeError for fewer than two points, or an `x` that goes both ways
 */
export function areaUnderCurve(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length || x.length < 2) {
    throw new RangeError(`${x.length} x and ${y.length} y values; expected as many, and at least two.`);
  }
  const areas = new Float64Array(x.length - 1);
  let falls = false;
  let rises = false;
  for (let i = 0; i < areas.length; i++) {
    const width = x[i + 1] - x[i];
    falls ||= width < 0;
    rises ||= width > 0;
    areas[i] = (width * (y[i + 1] + y[i])) / 2;
  }
  if (falls && rises) throw new RangeError("x goes both up and down; expected one direction.");
  return (falls ? -1 : 1) * pairwiseSum(areas);
}
