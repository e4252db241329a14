import { argsort } from "../sort.js";
import { mean } from "../sum.js";
import { isOutside, matchDetections, rankDetections } from "./coco-matching.js";

/**
 * Boxes of many images, one array per property, all in the same order. A box is four numbers: x, y, width and height.
 * Nothing about a box is checked: sizes may be zero or negative, and `area` need not be width times height.
 */
export interface Boxes {
  /** Number of the image, an integer from 0. Order of images decides between equal scores. */
  image: ArrayLike<number>;
  /** Identifier of the category: any finite number. */
  category: ArrayLike<number>;
  /** x, y, width and height of the first box, then of the second, and so on. */
  box: Float64Array;
  area: Float64Array;
}

/** Boxes with confidences; NaN is the least confident. */
export interface ScoredBoxes extends Boxes {
  score: Float64Array;
}

export interface CocoOptions {
  /**
   * A detection and a truth can match from this IoU on.
   * @default [0.5, 0.55, …, 0.95]
   */
  iouThresholds?: readonly number[];
  /**
   * Truths with an area outside of this closed range, and unmatched detections outside of it, do not count.
   * @default [0, 1e10]
   */
  areaRange?: readonly [number, number];
  /**
   * Most confident detections that count per image and category.
   * @default 100
   */
  maxDetections?: number;
  /**
   * Identifier of the first truth and the first detection; the others follow. pycocotools takes identifier 0 for "no
   * match": when numbering starts there, the first truth can never be found and the first detection never uses up the
   * truth it finds. VinBigData's grader numbers from 0, the COCO data sets from 1.
   * @default 1
   */
  firstId?: 0 | 1;
}

/**
 * COCO average precision of bounding boxes as pycocotools 2.0 computes it (`COCOeval` for "bbox", `stats[0]`): the
 * mean, over IoU thresholds, 101 recall levels and categories, of the interpolated precision. Categories are those of
 * the truths; detections of others are left out. No truth is a crowd.
 *
 * Detections of a category are taken by descending score, ties in the order of images and then of the arrays. Each
 * takes the free truth of its image with the highest IoU, the later one among equals, preferring truths that count.
 * @returns a score in [0, 1], or -1 when no truth counts
 * @throws RangeError when arrays differ in length or an image is not an integer from 0
 */
export function cocoAveragePrecision(
  input: { truths: Boxes; detections: ScoredBoxes },
  options: CocoOptions = {},
): number {
  const { truths, detections } = input;
  const settings = { ...defaults, ...options };
  assertComplete(truths, "truths");
  assertComplete(detections, "detections");
  const { score } = detections;
  if (score.length !== detections.area.length)
    throw new RangeError(`${score.length} scores for ${detections.area.length} detections`);

  const categories = Array.from(new Set(Array.from(truths.category))).sort((a, b) => a - b);
  const truthsOf = groupByCategory(truths, categories);
  const detectionsOf = groupByCategory(detections, categories);
  const curves = categories.map((_, i) =>
    interpolatedPrecisions(truths, truthsOf[i], detections, detectionsOf[i], settings),
  );

  const counted = curves.filter((curve) => curve !== undefined);
  if (counted.length === 0) return -1;
  const values = new Float64Array(settings.iouThresholds.length * recallLevels * counted.length);
  let next = 0;
  for (let level = 0; level < settings.iouThresholds.length * recallLevels; level++) {
    for (const curve of counted) values[next++] = curve[level];
  }
  return mean(values);
}

type Settings = Required<CocoOptions>;

const recallLevels = 101;

const defaults: Settings = {
  iouThresholds: evenlySpaced(0.5, 0.95, 10),
  areaRange: [0, 1e10],
  maxDetections: 100,
  firstId: 1,
};

/** `numpy.linspace`: multiples of one rounded step, the last value exact. */
function evenlySpaced(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * step));
}

/** Indices of the boxes of each category, by image and then in the given order. */
function groupByCategory(boxes: Boxes, categories: readonly number[]): Uint32Array[] {
  const position = new Map(categories.map((category, i) => [category, i]));
  const count = boxes.area.length;
  const group = new Int32Array(count);
  const sizes = new Uint32Array(categories.length);
  for (let i = 0; i < count; i++) {
    group[i] = position.get(boxes.category[i]) ?? -1;
    if (group[i] >= 0) sizes[group[i]]++;
  }
  const groups = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (const i of argsort(boxes.image)) {
    if (group[i] >= 0) groups[group[i]][sizes[group[i]]++] = i;
  }
  return groups;
}

/**
 * Precision at every threshold and recall level of one category, level by level within a threshold.
 * @returns undefined when no truth counts
 */
function interpolatedPrecisions(
  truths: Boxes,
  truthsOf: Uint32Array,
  detections: ScoredBoxes,
  detectionsOf: Uint32Array,
  settings: Settings,
): Float64Array | undefined {
  let truthCount = 0;
  for (const truth of truthsOf) if (!isOutside(truths.area[truth], settings.areaRange)) truthCount++;
  if (truthCount === 0) return undefined;

  const ranked = rankDetections(detections, detectionsOf, settings.maxDetections);
  const { matched, ignored } = matchDetections(truths, truthsOf, detections, ranked, settings);
  const count = ranked.byImage.length;
  const precisions = new Float64Array(settings.iouThresholds.length * recallLevels);
  settings.iouThresholds.forEach((_, threshold) => {
    const curve = precisions.subarray(threshold * recallLevels, (threshold + 1) * recallLevels);
    const offset = threshold * count;
    fillCurve(curve, ranked.byScore, matched.subarray(offset), ignored.subarray(offset), truthCount);
  });
  return precisions;
}

/**
 * Fills in the highest precision at or beyond each recall level 0, 0.01 … 1; 0 where recall never gets there.
 * The smallest double above 1, less 1, is added to the denominator as in pycocotools.
 */
function fillCurve(
  curve: Float64Array,
  order: Uint32Array,
  matched: Uint8Array,
  ignored: Uint8Array,
  truthCount: number,
): void {
  const precision = new Float64Array(order.length);
  const recall = new Float64Array(order.length);
  let found = 0;
  let wrong = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const at = order[rank];
    if (ignored[at] === 0) {
      if (matched[at] === 1) found++;
      else wrong++;
    }
    recall[rank] = found / truthCount;
    precision[rank] = found / (wrong + found + Number.EPSILON);
  }
  for (let rank = order.length - 1; rank > 0; rank--) {
    if (precision[rank] > precision[rank - 1]) precision[rank - 1] = precision[rank];
  }
  let rank = 0;
  for (let level = 0; level < recallLevels; level++) {
    const wanted = level === recallLevels - 1 ? 1 : level * 0.01;
    while (rank < order.length && recall[rank] < wanted) rank++;
    if (rank === order.length) break;
    curve[level] = precision[rank];
  }
}

function assertComplete(boxes: Boxes, name: string): void {
  const count = boxes.area.length;
  if (boxes.image.length !== count || boxes.category.length !== count || boxes.box.length !== 4 * count) {
    throw new RangeError(
      `The ${name} have ${boxes.image.length} images, ${boxes.category.length} categories, ${boxes.box.length} ` +
        `coordinates and ${count} areas: expected as many of each, and four coordinates per box`,
    );
  }
  for (let i = 0; i < count; i++) {
    if (Number.isInteger(boxes.image[i]) && boxes.image[i] >= 0) continue;
    throw new RangeError(`Box ${i} of the ${name} is in image ${boxes.image[i]}: expected an integer from 0`);
  }
}
