import { assertSameLength } from "../errors.js";
import type { LabeledBox } from "./boxes.js";

/** A predicted point with a class. */
export interface LabeledPoint {
  label: string;
  x: number;
  y: number;
}

/**
 * F1 score of points that should lie in boxes, in [0, 1]: each box of an image takes the first unused point of its class
 * strictly inside of it. Counts are summed over images; 0 without boxes, points, or hits. The metric of the Kuzushiji
 * competition (kaggle.com/competitions/kuzushiji-recognition/overview/evaluation).
 * @param yTrue the boxes of each image, in the order in which they take points
 * @param yPred the points of the same images
 * @throws MetricInputError for unlike lengths
 */
export function pointInBoxF1(
  yTrue: readonly (readonly LabeledBox[])[],
  yPred: readonly (readonly LabeledPoint[])[],
): number {
  assertSameLength(yTrue.length, yPred.length);
  let hits = 0;
  let boxCount = 0;
  let pointCount = 0;
  for (const [row, boxes] of yTrue.entries()) {
    const unused = [...yPred[row]];
    boxCount += boxes.length;
    pointCount += unused.length;
    for (const { label, box } of boxes) {
      const [xMin, yMin, xMax, yMax] = box;
      const match = unused.findIndex(
        (point) =>
          xMin < point.x && point.x < xMax && yMin < point.y && point.y < yMax && point.label === label,
      );
      if (match === -1) continue;
      hits++;
      unused.splice(match, 1);
    }
  }
  if (hits === 0) return 0;
  const precision = hits / pointCount;
  const recall = hits / boxCount;
  return (2 * precision * recall) / (precision + recall);
}
