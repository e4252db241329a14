import { argsortDescending } from "../sort.js";
import type { Boxes, CocoOptions, ScoredBoxes } from "./coco.js";

/** The detections of a category that count, most of them by image and within an image by descending score. */
export interface RankedDetections {
  /** Indices of the detections, image by image, and within each by descending score. */
  byImage: Uint32Array;
  /** Positions in `byImage` by descending score over all images. */
  byScore: Uint32Array;
}

/** What the detections of a category turned out to be: by threshold, and then as `RankedDetections.byImage`. */
export interface Outcomes {
  /** 1 where a detection found a truth. */
  matched: Uint8Array;
  /** 1 where a detection does not count. */
  ignored: Uint8Array;
}

/**
 * Ranks detections by score, ties in the given order, NaN last, and keeps the first of each image.
 * @param detectionsOf indices of the category's detections, by image
 */
export function rankDetections(
  detections: ScoredBoxes,
  detectionsOf: Uint32Array,
  maxDetections: number,
): RankedDetections {
  const scores = new Float64Array(detectionsOf.length);
  /** Running number of each detection's image. */
  const imageOf = new Uint32Array(detectionsOf.length);
  const sizes: number[] = [];
  let last = -1;
  for (let i = 0; i < detectionsOf.length; i++) {
    const detection = detectionsOf[i];
    scores[i] = detections.score[detection];
    if (detections.image[detection] !== last) sizes.push(0);
    last = detections.image[detection];
    imageOf[i] = sizes.length - 1;
    sizes[sizes.length - 1]++;
  }
  const starts = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, image) => {
    starts[image + 1] = starts[image] + Math.min(size, maxDetections);
  });
  const next = starts.slice();
  const byImage = new Uint32Array(starts[sizes.length]);
  const byScore = new Uint32Array(byImage.length);
  let rank = 0;
  for (const i of argsortDescending(scores)) {
    const image = imageOf[i];
    if (next[image] === starts[image + 1]) continue;
    byScore[rank++] = next[image];
    byImage[next[image]++] = detectionsOf[i];
  }
  return { byImage, byScore };
}

/**
 * Finds, image by image, which truth each detection takes.
 * @param truthsOf indices of the category's truths, by image
 */
export function matchDetections(
  truths: Boxes,
  truthsOf: Uint32Array,
  detections: ScoredBoxes,
  { byImage }: RankedDetections,
  settings: Required<CocoOptions>,
): Outcomes {
  const levels = settings.iouThresholds.length;
  const outcomes: Outcomes = {
    matched: new Uint8Array(byImage.length * levels),
    ignored: new Uint8Array(byImage.length * levels),
  };
  const match = imageMatcher(truths, detections, byImage, outcomes, settings);
  let truthBegin = 0;
  for (let begin = 0, end = 0; begin < byImage.length; begin = end) {
    const image = detections.image[byImage[begin]];
    for (end = begin + 1; end < byImage.length && detections.image[byImage[end]] === image; ) end++;
    while (truthBegin < truthsOf.length && truths.image[truthsOf[truthBegin]] < image) truthBegin++;
    let truthEnd = truthBegin;
    while (truthEnd < truthsOf.length && truths.image[truthsOf[truthEnd]] === image) truthEnd++;
    match(truthsOf.subarray(truthBegin, truthEnd), begin, end);
    truthBegin = truthEnd;
  }
  return outcomes;
}

/** Not the same as "not inside" for NaN, which counts. */
export function isOutside(area: number, [least, most]: readonly [number, number]): boolean {
  return area < least || area > most;
}

/**
 * Makes the function that matches the detections `begin` to `end` of `byImage`, all of one image and by descending
 * score, with that image's truths. Its arrays serve all images.
 */
function imageMatcher(
  truths: Boxes,
  detections: ScoredBoxes,
  byImage: Uint32Array,
  { matched, ignored }: Outcomes,
  { iouThresholds, areaRange, firstId }: Required<CocoOptions>,
) {
  let candidates = new Uint32Array(0);
  let taken = new Uint8Array(0);
  let ious = new Float64Array(0);

  /** Puts truths that count before those that do not, and returns how many count. */
  function arrange(truthsOfImage: Uint32Array): number {
    const width = truthsOfImage.length;
    if (candidates.length < width) {
      candidates = new Uint32Array(2 * width);
      taken = new Uint8Array(2 * width);
    }
    let counting = 0;
    for (const truth of truthsOfImage) {
      if (!isOutside(truths.area[truth], areaRange)) candidates[counting++] = truth;
    }
    if (counting === width) return counting;
    let next = counting;
    for (const truth of truthsOfImage)
      if (isOutside(truths.area[truth], areaRange)) candidates[next++] = truth;
    return counting;
  }

  return (truthsOfImage: Uint32Array, begin: number, end: number): void => {
    const width = truthsOfImage.length;
    const counting = arrange(truthsOfImage);
    if (ious.length < (end - begin) * width) ious = new Float64Array(2 * (end - begin) * width);
    for (let d = begin, at = 0; d < end; d++) {
      for (let t = 0; t < width; t++)
        ious[at++] = boxIou(detections.box, byImage[d], truths.box, candidates[t]);
    }
    for (let level = 0; level < iouThresholds.length; level++) {
      const least = Math.min(iouThresholds[level], 1 - 1e-10);
      taken.fill(0, 0, width);
      for (let d = begin; d < end; d++) {
        const best = bestCandidate(ious, (d - begin) * width, width, taken, counting, least);
        const at = level * byImage.length + d;
        const detection = byImage[d];
        const isMatched = best >= 0 && candidates[best] + firstId !== 0;
        if (best >= 0 && detection + firstId !== 0) taken[best] = 1;
        if (isMatched) matched[at] = 1;
        if (best >= counting || (!isMatched && isOutside(detections.area[detection], areaRange))) {
          ignored[at] = 1;
        }
      }
    }
  };
}

/**
 * The free candidate with the highest IoU of at least `least`, the last among equals, or -1. The IoUs of the `width`
 * candidates are those from `offset` on. Candidates from `counting` on do not count and are looked at only when no
 * other fits. Comparisons are written so that an undefined IoU is accepted, as it is in pycocotools.
 */
function bestCandidate(
  ious: Float64Array,
  offset: number,
  width: number,
  taken: Uint8Array,
  counting: number,
  least: number,
): number {
  let best = -1;
  let highest = least;
  for (let t = 0; t < width; t++) {
    if (taken[t] === 1) continue;
    if (best >= 0 && best < counting && t >= counting) break;
    if (ious[offset + t] < highest) continue;
    highest = ious[offset + t];
    best = t;
  }
  return best;
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
