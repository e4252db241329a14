import { mean, nanMean } from "../sum.js";
import { assertComparable, intersectionArea, maskArea, pixelCount, type Runs } from "./runs.js";

/** A truth and a prediction of one image. */
export interface MaskPair {
  truth: Runs;
  predicted: Runs;
}

/**
 * Dice coefficient of two masks: twice the intersection by the sum of the areas, in [0, 1].
 * @param bothEmptyValue what two empty masks score
 * @throws RangeError when the masks differ in size or pixel order
 */
export function dice(truth: Runs, predicted: Runs, bothEmptyValue = Number.NaN): number {
  return diceOfAreas(
    intersectionArea(truth, predicted),
    maskArea(truth) + maskArea(predicted),
    bothEmptyValue,
  );
}

/**
 * Dice coefficient of all images taken as one.
 * @param bothEmptyValue the score when no image has any foreground on either side
 */
export function globalDice(pairs: Iterable<MaskPair>, bothEmptyValue = Number.NaN): number {
  let intersection = 0;
  let areas = 0;
  for (const { truth, predicted } of pairs) {
    intersection += intersectionArea(truth, predicted);
    areas += maskArea(truth) + maskArea(predicted);
  }
  return diceOfAreas(intersection, areas, bothEmptyValue);
}

/**
 * Mean over images of their Dice coefficients; NaN without images.
 *
 * With `bothEmptyValue` NaN (as in UW-Madison GI tract), images that are empty on both sides do not count; with 1 (as
 * in HuBMAP kidney segmentation) they are perfect.
 */
export function meanDice(pairs: Iterable<MaskPair>, bothEmptyValue: number): number {
  const scores = Float64Array.from(pairs, ({ truth, predicted }) => dice(truth, predicted, bothEmptyValue));
  return Number.isNaN(bothEmptyValue) ? nanMean(scores) : mean(scores);
}

/**
 * Intersection over union (Jaccard index) of two masks, in [0, 1].
 * @param bothEmptyValue what two empty masks score
 * @throws RangeError when the masks differ in size or pixel order
 */
export function iou(truth: Runs, predicted: Runs, bothEmptyValue = Number.NaN): number {
  const intersection = intersectionArea(truth, predicted);
  const union = maskArea(truth) + maskArea(predicted) - intersection;
  return union === 0 ? bothEmptyValue : intersection / union;
}

/**
 * F-beta of the pixels of two masks, in [0, 1]; 0 when both are empty, as scikit-learn has it by default.
 * @param beta positive: how much more recall weighs than precision
 * @throws RangeError when the masks differ in size or pixel order
 */
export function maskFBeta(truth: Runs, predicted: Runs, beta: number): number {
  const weight = beta * beta;
  const denominator = weight * maskArea(truth) + maskArea(predicted);
  if (denominator === 0) return 0;
  return ((1 + weight) * intersectionArea(truth, predicted)) / denominator;
}

/**
 * Precision of a full-image mask averaged over the IoU thresholds 0.5, 0.55 … 0.95 (TGS salt identification): the
 * share of thresholds that the IoU exceeds, a multiple of 0.1. The mean over images is the competition's score.
 *
 * The reference counts pixels with histograms over the range of the data, and a histogram of equal values puts
 * them all into its upper bin. Therefore an empty prediction of a mask that is not empty scores as a full one would.
 * @throws RangeError when the masks differ in size or pixel order
 */
export function meanPrecisionOverIous(truth: Runs, predicted: Runs): number {
  assertComparable(truth, predicted);
  const truthArea = maskArea(truth);
  const predictedArea = maskArea(predicted);
  if (truthArea === 0) return predictedArea === 0 ? 1 : 0;
  const intersection = predictedArea === 0 ? truthArea : intersectionArea(truth, predicted);
  const effectiveArea = predictedArea === 0 ? pixelCount(predicted) : predictedArea;
  const overlap = intersection / (truthArea + effectiveArea - intersection);
  let exceeded = 0;
  for (let i = 0; i < 10; i++) {
    if (overlap > 0.5 + i * thresholdStep) exceeded++;
  }
  return exceeded / 10;
}

/** `numpy.arange(0.5, 1, 0.05)` steps by the rounded difference of its first two values, not by 0.05. */
const thresholdStep = 0.55 - 0.5;

function diceOfAreas(intersection: number, areas: number, bothEmptyValue: number): number {
  return areas === 0 ? bothEmptyValue : (2 * intersection) / areas;
}
