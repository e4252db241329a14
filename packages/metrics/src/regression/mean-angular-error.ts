import { assertSameLength } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import { toFloats } from "../numbers.js";
import { mean } from "../sum.js";
import { sinesAndCosines } from "./exact-trigonometry.js";

/** Directions in space: one azimuth and one zenith a row, in radians. */
export interface Directions {
  azimuth: LabelsInput;
  zenith: LabelsInput;
}

/**
 * Mean angle between true and predicted directions, in radians, in [0, π]; NaN for no rows. The angle is the arc
 * cosine of the unit vectors' scalar product, clipped to [−1, 1]; below about 10⁻⁷ it is rounding noise.
 * @throws MetricInputError for text and unlike lengths
 */
export function meanAngularError(yTrue: Directions, yPred: Directions): number {
  const azimuthTrue = toFloats("yTrue", yTrue.azimuth);
  const zenithTrue = toFloats("yTrue", yTrue.zenith);
  const azimuthPredicted = toFloats("yPred", yPred.azimuth);
  const zenithPredicted = toFloats("yPred", yPred.zenith);
  assertSameLength(azimuthTrue.length, azimuthPredicted.length);
  assertSameLength(zenithTrue.length, zenithPredicted.length);
  assertSameLength(azimuthTrue.length, zenithPredicted.length);
  const trueTurn = sinesAndCosines(azimuthTrue);
  const trueTilt = sinesAndCosines(zenithTrue);
  const turn = sinesAndCosines(azimuthPredicted);
  const tilt = sinesAndCosines(zenithPredicted);
  const angles = new Float64Array(azimuthTrue.length);
  for (let i = 0; i < angles.length; i++) {
    const horizontal = trueTurn.cosines[i] * turn.cosines[i] + trueTurn.sines[i] * turn.sines[i];
    const product = trueTilt.sines[i] * tilt.sines[i] * horizontal + trueTilt.cosines[i] * tilt.cosines[i];
    angles[i] = Math.acos(Math.min(Math.max(product, -1), 1));
  }
  return mean(angles);
}
