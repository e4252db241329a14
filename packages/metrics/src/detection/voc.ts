import { assertSameLength, MetricInputError } from "../errors.js";
import { compareText } from "../labels.js";
import { averagePrecision } from "../ranking/average-precision.js";
import { mean } from "../sum.js";
import { boxIou, type LabeledBox, type ScoredBox } from "./boxes.js";

export interface VocOptions {
  /** A prediction matches a box only above this intersection over union. @default 0.5 */
  iouThreshold?: number;
}

/**
 * Mean average precision of boxes over the classes of the truth, in [0, 1], after PASCAL VOC 2010
 * (Everingham et al., 2010). Predictions of an image are matched in descending order of score, each with the unused box
 * of its class that it overlaps most. Average precision is scikit-learn's, over all predictions of the class, boxes that
 * nothing matches (with score 0), and a negative of score 0 for each image without box and prediction of the class, as
 * MLE-bench scores SIIM's COVID-19 detection.
 * @param yTrue the boxes of each image
 * @param yPred the predicted boxes of the same images; classes that the truth lacks do not count
 * @throws MetricInputError for scores that are not finite, unlike lengths, and a class that every image of the truth has
 */
export function vocMeanAveragePrecision(
  yTrue: readonly (readonly LabeledBox[])[],
  yPred: readonly (readonly ScoredBox[])[],
  { iouThreshold = 0.5 }: VocOptions = {},
): number {
  assertSameLength(yTrue.length, yPred.length);
  const classes = [...new Set(yTrue.flatMap((boxes) => boxes.map(({ label }) => label)))].sort(compareText);
  if (classes.length === 0) return 0;
  let sorted = yPred;
  const scores = classes.map((label) => {
    // Sorted for each class, as in the reference: without order among NaN scores, a second time changes more.
    sorted = sorted.map(sortByScore);
    return classAveragePrecision(yTrue, sorted, label, iouThreshold);
  });
  return mean(scores);
}

/**
 * Boxes in descending order of score, as Python's `sort(key=…, reverse=True)`. A NaN score of a class that does not count
 * is neither less nor greater than others, which leaves boxes around it unsorted. V8 sorts by Python's algorithm, so asking
 * no more than Python asks, which of two is less, gives Python's order.
 */
function sortByScore(boxes: readonly ScoredBox[]): ScoredBox[] {
  return boxes
    .toReversed()
    .sort((a, b) => (a.score < b.score ? -1 : 0))
    .reverse();
}

function classAveragePrecision(
  yTrue: readonly (readonly LabeledBox[])[],
  yPred: readonly (readonly ScoredBox[])[],
  label: string,
  iouThreshold: number,
): number {
  const hits: number[] = [];
  const scores: number[] = [];
  const add = (hit: number, score: number): void => {
    hits.push(hit);
    scores.push(score);
  };
  for (const [row, boxes] of yTrue.entries()) {
    const unused = boxes.filter((box) => box.label === label);
    const predictions = yPred[row].filter((box) => box.label === label);
    if (unused.length === 0 && predictions.length === 0) add(0, 0);
    for (const { box, score } of predictions) {
      if (!Number.isFinite(score))
        throw new MetricInputError("Invalid score of a box", "yPred", { row, expected: "a finite number" });
      const match = bestMatch(box, unused, iouThreshold);
      if (match !== -1) unused.splice(match, 1);
      add(match === -1 ? 0 : 1, score);
    }
    for (const _ of unused) add(1, 0);
  }
  if (!hits.includes(0)) {
    throw new MetricInputError("A class of every image", "yTrue", { expected: "an image without it" });
  }
  return averagePrecision(Uint8Array.from(hits), Float64Array.from(scores));
}

/** The box with the greatest overlap above the threshold, the first of equals; -1 if there is none. */
function bestMatch(box: ScoredBox["box"], candidates: readonly LabeledBox[], iouThreshold: number): number {
  let best = -1;
  let greatest = 0;
  for (const [i, candidate] of candidates.entries()) {
    const iou = boxIou(box, candidate.box);
    if (iou > greatest && iou > iouThreshold) {
      greatest = iou;
      best = i;
    }
  }
  return best;
}
