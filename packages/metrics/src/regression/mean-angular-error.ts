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

/** Beyond this cosine the arc cosine magnifies last bits by more than seven, so they have to be right. */
const STEEP = 0.99;

/**
 * Mean angle between true and predicted directions, in radians, in [0, π]; NaN for no rows. The angle is the arc
 * cosine of the unit vectors' scalar product, clipped to [−1, 1]; below about 10⁻⁷ it is rounding noise.
 * @throws MetricInputError for text and unlike lengths
 */
export function meanAngularError(yTrue: Directions, yPred: Directions): number {
  const directions = [
    toFloats("yTrue", yTrue.azimuth),
    toFloats("yTrue", yTrue.zenith),
    toFloats("yPred", yPred.azimuth),
    toFloats("yPred", yPred.zenith),
  ] as const;
  const [azimuthTrue, zenithTrue, azimuth, zenith] = directions;
  const { length } = azimuthTrue;
  for (const values of directions) assertSameLength(length, values.length);

  const angles = new Float64Array(length);
  const steep: number[] = [];
  for (let i = 0; i < length; i++) {
    const horizontal =
      Math.cos(azimuthTrue[i]) * Math.cos(azimuth[i]) + Math.sin(azimuthTrue[i]) * Math.sin(azimuth[i]);
    const product =
      Math.sin(zenithTrue[i]) * Math.sin(zenith[i]) * horizontal +
      Math.cos(zenithTrue[i]) * Math.cos(zenith[i]);
    if (Math.abs(product) > STEEP) steep.push(i);
    else angles[i] = Math.acos(product);
  }
  for (let start = 0; start < steep.length; start += BLOCK) {
    const rows = steep.slice(start, start + BLOCK);
    exactAngles(directions, rows).forEach((angle, k) => {
      angles[rows[k]] = angle;
    });
  }
  return mean(angles);
}

/** Number of rows for which sines and cosines are held at a time. */
const BLOCK = 65536;

function exactAngles(directions: readonly Float64Array[], rows: readonly number[]): Float64Array {
  const [trueTurn, trueTilt, turn, tilt] = directions.map((values) =>
    sinesAndCosines(Float64Array.from(rows, (row) => values[row])),
  );
  return Float64Array.from(rows, (_, i) => {
    const horizontal = trueTurn.cosines[i] * turn.cosines[i] + trueTurn.sines[i] * turn.sines[i];
    const product = trueTilt.sines[i] * tilt.sines[i] * horizontal + trueTilt.cosines[i] * tilt.cosines[i];
    return Math.acos(Math.min(Math.max(product, -1), 1));
  });
}
