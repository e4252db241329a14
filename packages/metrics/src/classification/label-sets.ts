import { assertNotEmpty, assertSameLength, MetricInputError } from "../errors.js";
import {
  type ConfusionCounts,
  type CountScore,
  fbetaOfCounts,
  jaccardOfCounts,
  macroScore,
  microScore,
  weightedScore,
} from "./counts.js";

/** The labels of each row; order and repetition do not matter. */
export type LabelSets = readonly Iterable<string>[];

export interface LabelSetOptions {
  /**
   * The labels that count; any other is ignored. At least two.
   * @default every label that occurs on either side
   */
  classes?: Iterable<string>;
  /**
   * "micro" scores all decisions together, "macro" is the plain mean over classes, in their order, "weighted" the
   * mean over classes by how often each is actual, "samples" the mean over rows.
   * @default "micro"
   */
  average?: "micro" | "macro" | "weighted" | "samples";
}

/**
 * F1 of sets of labels, in [0, 1]; 0/0 is 0. The same as scikit-learn's `f1_score` of indicator matrices, without
 * the matrices.
 * @throws MetricInputError for no rows, unlike lengths or fewer than two classes
 */
export function f1OfLabelSets(yTrue: LabelSets, yPred: LabelSets, options: LabelSetOptions = {}): number {
  return scoreLabelSets(yTrue, yPred, fbetaOfCounts(1), options);
}

/** Fβ of sets of labels. Range and errors as {@link f1OfLabelSets}. */
export function fbetaOfLabelSets(
  yTrue: LabelSets,
  yPred: LabelSets,
  { beta, ...options }: LabelSetOptions & { beta: number },
): number {
  return scoreLabelSets(yTrue, yPred, fbetaOfCounts(beta), options);
}

/** Jaccard index (intersection over union) of sets of labels. Range and errors as {@link f1OfLabelSets}. */
export function jaccardOfLabelSets(
  yTrue: LabelSets,
  yPred: LabelSets,
  options: LabelSetOptions = {},
): number {
  return scoreLabelSets(yTrue, yPred, jaccardOfCounts, options);
}

function scoreLabelSets(
  yTrue: LabelSets,
  yPred: LabelSets,
  score: CountScore,
  { classes, average = "micro" }: LabelSetOptions,
): number {
  assertSameLength(yTrue.length, yPred.length);
  assertNotEmpty("yTrue", yTrue.length);
  const positions = numberClasses(classes ?? everyLabel(yTrue, yPred));
  if (positions.size < 2) {
    throw new MetricInputError(`${positions.size} distinct labels`, "yTrue", { expected: "at least two" });
  }
  const counts = countSets(yTrue, yPred, positions, average === "samples");
  if (average === "micro") return microScore(counts, score);
  return average === "weighted" ? weightedScore(counts, score) : macroScore(counts, score);
}

function* everyLabel(yTrue: LabelSets, yPred: LabelSets): Iterable<string> {
  for (const labels of yTrue) yield* labels;
  for (const labels of yPred) yield* labels;
}

function numberClasses(classes: Iterable<string>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const name of classes) if (!positions.has(name)) positions.set(name, positions.size);
  return positions;
}

function countSets(
  yTrue: LabelSets,
  yPred: LabelSets,
  positions: ReadonlyMap<string, number>,
  byRow: boolean,
): ConfusionCounts {
  const entries = byRow ? yTrue.length : positions.size;
  const truePositives = new Float64Array(entries);
  const predicted = new Float64Array(entries);
  const actual = new Float64Array(entries);
  // The last row, counted from 1, in which each class was seen.
  const seenTrue = new Uint32Array(positions.size);
  const seenPredicted = new Uint32Array(positions.size);
  for (let row = 0; row < yTrue.length; row++) {
    for (const label of yTrue[row]) {
      const position = positions.get(label);
      if (position === undefined || seenTrue[position] === row + 1) continue;
      seenTrue[position] = row + 1;
      actual[byRow ? row : position]++;
    }
    for (const label of yPred[row]) {
      const position = positions.get(label);
      if (position === undefined || seenPredicted[position] === row + 1) continue;
      seenPredicted[position] = row + 1;
      const entry = byRow ? row : position;
      predicted[entry]++;
      if (seenTrue[position] === row + 1) truePositives[entry]++;
    }
  }
  return { truePositives, predicted, actual };
}
