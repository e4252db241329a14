import { assertSameLength } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import { toFloats } from "../numbers.js";
import { mean } from "../sum.js";

export interface LaplaceOptions {
  /** Predicted deviations below this count as this, in the answers' unit. @default 70 */
  minimumDeviation?: number;
  /** Absolute errors above this count as this, in the answers' unit. @default 1000 */
  maximumError?: number;
}

/**
 * Mean Laplace log likelihood, −√2 |error| / σ − log(√2 σ), of predictions that come with a standard deviation σ;
 * greater is better. NaN where a value is missing, and for no rows. The metric of OSIC's lung function competition.
 * @throws MetricInputError for text and unlike lengths
 */
export function laplaceLogLikelihood(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  deviation: LabelsInput,
  { minimumDeviation = 70, maximumError = 1000 }: LaplaceOptions = {},
): number {
  const expected = toFloats("yTrue", yTrue);
  const predicted = toFloats("yPred", yPred);
  const deviations = toFloats("yPred", deviation);
  assertSameLength(expected.length, predicted.length);
  assertSameLength(expected.length, deviations.length);
  return mean(
    expected.map((value, i) => {
      const sigma = Math.max(deviations[i], minimumDeviation);
      const error = Math.min(Math.abs(value - predicted[i]), maximumError);
      return (-Math.SQRT2 * error) / sigma - Math.log(Math.SQRT2 * sigma);
    }),
  );
}
