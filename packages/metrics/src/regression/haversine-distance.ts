import { assertSameLength } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import { toFloats } from "../numbers.js";

/** Points on the Earth, in degrees. */
export interface Coordinates {
  latitude: LabelsInput;
  longitude: LabelsInput;
}

/** Mean radius of the Earth in meters. */
const earthRadius = 6_371_000;

/**
 * Great-circle distance of each prediction from the truth in meters, by the haversine formula:
 * 2 r · asin √(sin²(Δφ/2) + cos φ₁ · cos φ₂ · sin²(Δλ/2)) on a sphere with r = 6,371 km. NaN where a coordinate is
 * missing. Used by Google's smartphone decimeter competition.
 * @throws MetricInputError for text and unlike lengths
 */
export function haversineDistance(yTrue: Coordinates, yPred: Coordinates): Float64Array {
  const [lat1, lng1] = [yPred.latitude, yPred.longitude].map((column) => toFloats("yPred", column));
  const [lat2, lng2] = [yTrue.latitude, yTrue.longitude].map((column) => toFloats("yTrue", column));
  for (const column of [lat1, lng1]) assertSameLength(lat2.length, column.length);
  return lat1.map((_, row) => {
    const [phi1, phi2] = [radians(lat1[row]), radians(lat2[row])];
    const a =
      Math.sin((phi2 - phi1) / 2) ** 2 +
      Math.cos(phi1) * Math.cos(phi2) * Math.sin((radians(lng2[row]) - radians(lng1[row])) / 2) ** 2;
    return 2 * earthRadius * Math.asin(Math.sqrt(a));
  });
}

const radians = (degrees: number): number => degrees * (Math.PI / 180);
