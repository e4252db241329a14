import { mean } from "../sum.js";

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
  for (const i of orderByImage(boxes.image)) {
    if (group[i] >= 0) groups[group[i]][sizes[group[i]]++] = i;
  }
  return groups;
}

function orderByImage(image: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: image.length }, (_, i) => i);
  for (let i = 1; i < image.length; i++) {
    if (image[i] < image[i - 1]) return order.sort((a, b) => image[a] - image[b] || a - b);
  }
  return order;
}

/** What one category's detections turned out to be, per detection or per threshold and detection. */
interface Outcomes {
  detections: Uint32Array;
  /** By threshold and then detection: 1 when it found a truth. */
  matched: Uint8Array;
  /** By threshold and then detection: 1 when it does not count. */
  ignored: Uint8Array;
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
  const truthCount = truthsOf.reduce(
    (count, truth) => count + (isOutside(truths.area[truth], settings) ? 0 : 1),
    0,
  );
  if (truthCount === 0) return undefined;

  const {
    detections: kept,
    matched,
    ignored,
  } = matchImages(truths, truthsOf, detections, detectionsOf, settings);
  const order = orderByScore(
    Uint32Array.from(kept, (_, i) => i),
    (i) => detections.score[kept[i]],
  );
  const precisions = new Float64Array(settings.iouThresholds.length * recallLevels);
  settings.iouThresholds.forEach((_, threshold) => {
    const offset = threshold * kept.length;
    const curve = precisions.subarray(threshold * recallLevels, (threshold + 1) * recallLevels);
    fillCurve(curve, order, matched.subarray(offset), ignored.subarray(offset), truthCount);
  });
  return precisions;
}

/** Finds, image by image, which truth each detection takes. */
function matchImages(
  truths: Boxes,
  truthsOf: Uint32Array,
  detections: ScoredBoxes,
  detectionsOf: Uint32Array,
  settings: Settings,
): Outcomes {
  const kept = new Uint32Array(detectionsOf.length);
  const imageStarts: number[] = [];
  let keptCount = 0;
  for (let begin = 0, end = 0; begin < detectionsOf.length; begin = end) {
    end = endOfImage(detections, detectionsOf, begin);
    imageStarts.push(keptCount);
    const best = orderByScore(detectionsOf.slice(begin, end), (i) => detections.score[i]).subarray(
      0,
      settings.maxDetections,
    );
    kept.set(best, keptCount);
    keptCount += best.length;
  }
  imageStarts.push(keptCount);

  const outcomes: Outcomes = {
    detections: kept.slice(0, keptCount),
    matched: new Uint8Array(keptCount * settings.iouThresholds.length),
    ignored: new Uint8Array(keptCount * settings.iouThresholds.length),
  };
  let truthBegin = 0;
  for (let image = 0; image + 1 < imageStarts.length; image++) {
    const begin = imageStarts[image];
    const end = imageStarts[image + 1];
    if (begin === end) continue;
    const number = detections.image[kept[begin]];
    while (truthBegin < truthsOf.length && truths.image[truthsOf[truthBegin]] < number) truthBegin++;
    let truthEnd = truthBegin;
    while (truthEnd < truthsOf.length && truths.image[truthsOf[truthEnd]] === number) truthEnd++;
    matchImage(truths, truthsOf.subarray(truthBegin, truthEnd), detections, outcomes, begin, end, settings);
    truthBegin = truthEnd;
  }
  return outcomes;
}

function endOfImage(boxes: Boxes, indices: Uint32Array, begin: number): number {
  let end = begin + 1;
  while (end < indices.length && boxes.image[indices[end]] === boxes.image[indices[begin]]) end++;
  return end;
}

/** Matches the detections `begin` to `end` of `outcomes`, all of one image and by descending score, with its truths. */
function matchImage(
  truths: Boxes,
  truthsOfImage: Uint32Array,
  detections: ScoredBoxes,
  outcomes: Outcomes,
  begin: number,
  end: number,
  settings: Settings,
): void {
  const { iouThresholds, firstId } = settings;
  const counting = truthsOfImage.filter((truth) => !isOutside(truths.area[truth], settings));
  const candidates = Uint32Array.of(
    ...counting,
    ...truthsOfImage.filter((truth) => isOutside(truths.area[truth], settings)),
  );
  const width = candidates.length;
  const ious = new Float64Array((end - begin) * width);
  for (let d = begin; d < end; d++) {
    const detection = outcomes.detections[d];
    for (let t = 0; t < width; t++)
      ious[(d - begin) * width + t] = boxIou(detections.box, detection, truths.box, candidates[t]);
  }

  const taken = new Uint8Array(width);
  iouThresholds.forEach((threshold, level) => {
    taken.fill(0);
    const least = Math.min(threshold, 1 - 1e-10);
    for (let d = begin; d < end; d++) {
      const detection = outcomes.detections[d];
      const best = bestCandidate(
        ious.subarray((d - begin) * width, (d - begin + 1) * width),
        taken,
        counting.length,
        least,
      );
      const at = level * outcomes.detections.length + d;
      const isMatched = best >= 0 && candidates[best] + firstId !== 0;
      if (best >= 0 && detection + firstId !== 0) taken[best] = 1;
      outcomes.matched[at] = isMatched ? 1 : 0;
      const isIgnored =
        best >= counting.length || (!isMatched && isOutside(detections.area[detection], settings));
      outcomes.ignored[at] = isIgnored ? 1 : 0;
    }
  });
}

/**
 * Position of the free candidate with the highest IoU of at least `least`, the last among equals, or -1. Candidates
 * from `countingCount` on do not count and are looked at only when no other fits. Comparisons are written so that an
 * undefined IoU is accepted, as it is in pycocotools.
 */
function bestCandidate(ious: Float64Array, taken: Uint8Array, countingCount: number, least: number): number {
  let best = -1;
  let highest = least;
  for (let t = 0; t < ious.length; t++) {
    if (taken[t] === 1) continue;
    if (best >= 0 && best < countingCount && t >= countingCount) break;
    if (ious[t] < highest) continue;
    highest = ious[t];
    best = t;
  }
  return best;
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

/** Sorts in place by descending score, stable, NaN last. */
function orderByScore(indices: Uint32Array, scoreOf: (index: number) => number): Uint32Array {
  const scores = Float64Array.from(indices, scoreOf);
  const isSorted = scores.every((score, i) => i === 0 || score <= scores[i - 1]);
  if (isSorted) return indices;
  const positions = Uint32Array.from(indices, (_, i) => i).sort(
    (a, b) => compareScores(scores[a], scores[b]) || a - b,
  );
  indices.set(positions.map((position) => indices[position]));
  return indices;
}

function compareScores(a: number, b: number): number {
  if (a > b) return -1;
  if (a < b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Not the same as "not inside" for NaN, which counts. */
function isOutside(area: number, { areaRange }: Settings): boolean {
  return area < areaRange[0] || area > areaRange[1];
}

/** Intersection over union of box `i` of `a` and box `j` of `b`. NaN loses against numbers, as in C's `fmin`. */
function boxIou(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const at = 4 * i;
  const other = 4 * j;
  const width = lesser(a[at] + a[at + 2], b[other] + b[other + 2]) - greater(a[at], b[other]);
  if (width <= 0) return 0;
  const height =
    lesser(a[at + 1] + a[at + 3], b[other + 1] + b[other + 3]) - greater(a[at + 1], b[other + 1]);
  if (height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a[at + 2] * a[at + 3] + b[other + 2] * b[other + 3] - intersection);
}

function lesser(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b;
}

function greater(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b;
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
