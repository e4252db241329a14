import { assertSameLength, MetricInputError } from "../errors.js";
import { mean, pairwiseSum } from "../sum.js";

/** A box that stands upright on the ground. */
export interface Box3d {
  label: string;
  /** Center `x`, `y`, `z`. */
  center: readonly [number, number, number];
  /** `width`, `length`, `height`, each above 0. */
  size: readonly [number, number, number];
  /** Turn around the vertical axis in radians; at 0, the length lies along `x`. */
  yaw: number;
}

/** A predicted box. */
export interface ScoredBox3d extends Box3d {
  /** Confidence: the higher, the earlier a box is matched. */
  score: number;
}

const defaultIouThresholds = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/**
 * Mean average precision of upright 3D boxes, in [0, 1]: the mean over samples and thresholds of the mean over the
 * sample's classes of the area below the precision envelope. In descending order of score, a prediction is a hit if the
 * box of its class that it overlaps most is above the threshold and not hit yet. The metric of Lyft's 3D object
 * detection competition (lyft/nuscenes-devkit, `mAP_evaluation.py`), which intersects footprints with GEOS: IoUs agree to
 * rounding. NaN if a sample of the truth has no box.
 * @param yTrue the boxes of each sample
 * @param yPred the predicted boxes of the same samples; those of classes that the sample lacks are not looked at
 * @throws MetricInputError for unlike lengths, and for boxes with sizes of 0 or less, missing or infinite numbers, or
 * coordinates so large that rounding bends their right angles
 */
export function boxAveragePrecision3d(
  yTrue: readonly (readonly Box3d[])[],
  yPred: readonly (readonly ScoredBox3d[])[],
  iouThresholds: readonly number[] = defaultIouThresholds,
): number {
  assertSameLength(yTrue.length, yPred.length);
  const scores = yTrue.flatMap((boxes, row) => {
    const labels = [...new Set(boxes.map(({ label }) => label))].sort();
    const classes = labels.map((label) => {
      const truths = boxes.filter((box) => box.label === label).map((box) => placeBox(box, "yTrue", row));
      const ofClass = yPred[row].filter((box) => box.label === label);
      const predictions = sortByScore(ofClass).map((box) => placeBox(box, "yPred", row));
      return { truthCount: truths.length, best: predictions.map((box) => bestOverlap(box, truths)) };
    });
    return iouThresholds.map((threshold) =>
      mean(classes.map(({ truthCount, best }) => averagePrecision(best, truthCount, threshold))),
    );
  });
  return mean(scores);
}

/**
 * Boxes by falling score, stable. A score that is NaN is neither less than another nor greater, so where such boxes end
 * up depends on the algorithm: this is the one of Python's `sorted(…, reverse=True)` for less than 64 boxes.
 */
function sortByScore(boxes: readonly ScoredBox3d[]): ScoredBox3d[] {
  if (!boxes.some(({ score }) => Number.isNaN(score))) return [...boxes].sort((a, b) => b.score - a.score);
  const reversed = boxes.toReversed();
  // Python starts from the run at the front: reversed if it falls, then each next box is put in by bisection.
  const isFalling = reversed.length > 1 && reversed[1].score < reversed[0].score;
  let run = 1;
  while (run < reversed.length && reversed[run].score < reversed[run - 1].score === isFalling) run++;
  const sorted = isFalling ? reversed.slice(0, run).reverse() : reversed.slice(0, run);
  for (const box of reversed.slice(run)) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (box.score < sorted[middle].score) high = middle;
      else low = middle + 1;
    }
    sorted.splice(low, 0, box);
  }
  return sorted.reverse();
}

interface Overlap {
  iou: number;
  truth: number;
}

/** The first of the boxes with the greatest IoU. */
function bestOverlap(box: PlacedBox, truths: readonly PlacedBox[]): Overlap {
  const best: Overlap = { iou: Number.NEGATIVE_INFINITY, truth: -1 };
  for (let truth = 0; truth < truths.length; truth++) {
    const iou = iou3d(box, truths[truth]);
    if (!(iou > best.iou)) continue;
    best.iou = iou;
    best.truth = truth;
  }
  return best;
}

function averagePrecision(best: readonly Overlap[], truthCount: number, threshold: number): number {
  if (best.length === 0) return 0;
  const isHit = new Set<number>();
  const recalls = [0];
  const precisions = [0];
  for (const [i, { iou, truth }] of best.entries()) {
    if (iou > threshold) isHit.add(truth);
    recalls.push(isHit.size / truthCount);
    precisions.push(isHit.size / (i + 1));
  }
  recalls.push(1);
  precisions.push(0);
  for (let i = precisions.length - 1; i > 0; i--)
    precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
  const steps: number[] = [];
  for (let i = 1; i < recalls.length; i++) {
    if (recalls[i] !== recalls[i - 1]) steps.push((recalls[i] - recalls[i - 1]) * precisions[i]);
  }
  return pairwiseSum(steps);
}

type Point = readonly [x: number, y: number];

/** A box as its footprint, counterclockwise, and what it extends to. */
interface PlacedBox {
  corners: readonly Point[];
  middle: Point;
  /** Distance of the corners from the middle. */
  reach: number;
  bottom: number;
  top: number;
  volume: number;
}

/** Largest product of adjacent sides that still counts as a right angle: `numpy.isclose(product, 0)`. */
const rightAngleTolerance = 1e-8;

function placeBox({ center, size, yaw }: Box3d, argument: "yTrue" | "yPred", row: number): PlacedBox {
  const [x, y, z] = center;
  const [width, length, height] = size;
  if (!size.every((side) => side > 0)) {
    throw new MetricInputError("Invalid size of a box", argument, { row, expected: "sizes above 0" });
  }
  // As the quaternion of the turn gives them.
  const [real, imaginary] = [Math.cos(yaw / 2), Math.sin(yaw / 2)];
  const cos = real * real - imaginary * imaginary;
  const sin = 2 * real * imaginary;
  const corner = (along: number, across: number): Point => [
    x + ((along * length) / 2) * cos - ((across * width) / 2) * sin,
    y + ((along * length) / 2) * sin + ((across * width) / 2) * cos,
  ];
  const corners = [corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)];
  const isRight = corners.every((point, i) => {
    const [before, after] = [corners[(i + 3) % 4], corners[(i + 1) % 4]];
    const product =
      (before[0] - point[0]) * (after[0] - point[0]) + (before[1] - point[1]) * (after[1] - point[1]);
    return Math.abs(product) <= rightAngleTolerance;
  });
  if (!isRight || Number.isNaN(z)) {
    throw new MetricInputError("Invalid place of a box", argument, { row, expected: "finite coordinates" });
  }
  return {
    corners,
    middle: [x, y],
    reach: Math.sqrt(width * width + length * length) / 2,
    bottom: z - height / 2,
    top: z + height / 2,
    volume: width * length * height,
  };
}

function iou3d(a: PlacedBox, b: PlacedBox): number {
  const height = Math.max(0, Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom));
  const intersection =
    height === 0 || areApart(a, b) ? 0 : height * footprintIntersection(a.corners, b.corners);
  return Math.min(Math.max(intersection / (a.volume + b.volume - intersection), 0), 1);
}

/**
 * Whether the circles around two footprints do not meet, by more than rounding. So it is for almost all pairs of boxes.
 */
function areApart(a: PlacedBox, b: PlacedBox): boolean {
  const x = a.middle[0] - b.middle[0];
  const y = a.middle[1] - b.middle[1];
  const reach = (a.reach + b.reach) * 1.001 + 0.001;
  return x * x + y * y > reach * reach;
}

/** Area that two convex footprints share: one is cut by each side of the other (Sutherland and Hodgman, 1974). */
function footprintIntersection(a: readonly Point[], b: readonly Point[]): number {
  // Around the first corner, so that large coordinates do not cost digits.
  const [ox, oy] = a[0];
  const shift = ([x, y]: Point): Point => [x - ox, y - oy];
  let polygon: Point[] = a.map(shift);
  const clip = b.map(shift);
  for (let i = 0; i < clip.length && polygon.length > 0; i++) {
    polygon = cutBySide(polygon, clip[i], clip[(i + 1) % clip.length]);
  }
  const terms = polygon.map(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    return x * nextY - nextX * y;
  });
  return Math.abs(pairwiseSum(terms)) / 2;
}

/** What is left of a polygon to the left of a line. */
function cutBySide(polygon: readonly Point[], from: Point, to: Point): Point[] {
  const side = ([x, y]: Point): number =>
    (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
  return polygon.flatMap((point, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [side(point), side(next)];
    const kept = here >= 0 ? [point] : [];
    if (here >= 0 === there >= 0) return kept;
    const t = here / (here - there);
    const crossing: Point = [point[0] + t * (next[0] - point[0]), point[1] + t * (next[1] - point[1])];
    return [...kept, crossing];
  });
}
