import {
  assertNotEmpty,
  assertSameColumns,
  assertSameLength,
  inColumn,
  MetricInputError,
} from "../errors.js";
import type { LabelsInput } from "../labels.js";
import { assertFinite, toFiniteFloats, toFloats } from "../numbers.js";
import { average, mean } from "../sum.js";

/**
 * Two columns of finite numbers of the same length.
 * @throws MetricInputError for text, missing or infinite values, no rows and unlike lengths
 */
export function checkNumbers(
  trueInput: LabelsInput,
  predictedInput: LabelsInput,
): [Float64Array, Float64Array] {
  const yTrue = toFiniteFloats("yTrue", trueInput);
  const yPred = toFiniteFloats("yPred", predictedInput);
  assertSameLength(yTrue.length, yPred.length);
  assertNotEmpty("yTrue", yTrue.length);
  return [yTrue, yPred];
}

/**
 * Mean of |prediction − answer|, in the answers' unit, at least 0.
 * @throws MetricInputError for text, missing or infinite values, no rows and unlike lengths
 */
export function meanAbsoluteError(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  weights?: ArrayLike<number>,
): number {
  const [expected, predicted] = checkNumbers(yTrue, yPred);
  const errors = new Float64Array(expected.length);
  for (let i = 0; i < errors.length; i++) errors[i] = Math.abs(predicted[i] - expected[i]);
  return average(errors, weights);
}

/**
 * Mean of (answer − prediction)², at least 0.
 * @throws MetricInputError for text, missing or infinite values, no rows and unlike lengths
 */
export function meanSquaredError(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  weights?: ArrayLike<number>,
): number {
  return squaredError(...checkNumbers(yTrue, yPred), weights);
}

function squaredError(expected: Float64Array, predicted: Float64Array, weights?: ArrayLike<number>): number {
  const squares = new Float64Array(expected.length);
  for (let i = 0; i < squares.length; i++) {
    const difference = expected[i] - predicted[i];
    squares[i] = difference * difference;
  }
  return average(squares, weights);
}

/** Square root of {@link meanSquaredError}, in the answers' unit. Same errors. */
export function rootMeanSquaredError(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  weights?: ArrayLike<number>,
): number {
  return Math.sqrt(meanSquaredError(yTrue, yPred, weights));
}

/**
 * Root mean squared error of log(1 + value), at least 0.
 * @throws MetricInputError as {@link meanSquaredError} does, and for values of −1 or less
 */
export function rootMeanSquaredLogError(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  weights?: ArrayLike<number>,
): number {
  const expected = logarithms("yTrue", yTrue);
  const predicted = logarithms("yPred", yPred);
  assertSameLength(expected.length, predicted.length);
  assertNotEmpty("yTrue", expected.length);
  return Math.sqrt(squaredError(expected, predicted, weights));
}

function logarithms(argument: "yTrue" | "yPred", input: LabelsInput): Float64Array {
  const values = toFloats(argument, input);
  const row = values.findIndex((value) => !(value > -1 && value < Number.POSITIVE_INFINITY));
  if (row >= 0) {
    assertFinite(argument, values.subarray(0, row + 1));
    throw new MetricInputError("Value out of range", argument, { row, expected: "a number above -1" });
  }
  return values.map(Math.log1p);
}

/**
 * Mean over columns of their root mean squared errors (MCRMSE).
 * @throws MetricInputError as {@link meanSquaredError} does, or when the columns are not as many
 */
export function meanColumnwiseRootMeanSquaredError(
  yTrue: readonly LabelsInput[],
  yPred: readonly LabelsInput[],
): number {
  assertSameColumns(yTrue.length, yPred.length);
  return mean(yTrue.map((column, i) => inColumn(i, () => rootMeanSquaredError(column, yPred[i]))));
}
