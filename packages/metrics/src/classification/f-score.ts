import { MetricInputError } from "../errors.js";
import type { LabelsInput } from "../labels.js";
import {
  type ConfusionCounts,
  type CountScore,
  fbetaOfCounts,
  jaccardOfCounts,
  macroScore,
  microScore,
  precisionOfCounts,
  recallOfCounts,
  weightedScore,
} from "./counts.js";
import { type EncodedTargets, encodeTargets } from "./targets.js";

export interface LabelScoreOptions {
  /**
   * "binary" scores `positiveLabel` alone, "micro" all decisions together, "macro" the plain mean over labels,
   * "weighted" the mean over labels by how often each is actual.
   * @default "binary"
   */
  average?: "binary" | "micro" | "macro" | "weighted";
  /** Only for "binary". @default 1 */
  positiveLabel?: number | string;
}

/**
 * F1, the harmonic mean of precision and recall, in [0, 1]. 0/0 is 0; "macro" of no rows is NaN. Agrees with
 * scikit-learn's `f1_score`.
 * @throws MetricInputError when either side is not made of class labels, the kinds are mixed, or "binary" meets
 * more than two labels or lacks its positive label
 */
export function f1(yTrue: LabelsInput, yPred: LabelsInput, options: LabelScoreOptions = {}): number {
  return fbeta(yTrue, yPred, { ...options, beta: 1 });
}

/** Fβ: recall weighs β times as much as precision (`fbeta_score`). Range and errors as {@link f1}. */
export function fbeta(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  { beta, ...options }: LabelScoreOptions & { beta: number },
): number {
  return scoreLabels(yTrue, yPred, fbetaOfCounts(beta), options);
}

/** Share of the predictions of a label that are right (`precision_score`). Range and errors as {@link f1}. */
export function precision(yTrue: LabelsInput, yPred: LabelsInput, options: LabelScoreOptions = {}): number {
  return scoreLabels(yTrue, yPred, precisionOfCounts, options);
}

/** Share of a label's rows that are found (`recall_score`). Range and errors as {@link f1}. */
export function recall(yTrue: LabelsInput, yPred: LabelsInput, options: LabelScoreOptions = {}): number {
  return scoreLabels(yTrue, yPred, recallOfCounts, options);
}

/** Rows where a label is both over rows where it is either (`jaccard_score`). Range and errors as {@link f1}. */
export function jaccard(yTrue: LabelsInput, yPred: LabelsInput, options: LabelScoreOptions = {}): number {
  return scoreLabels(yTrue, yPred, jaccardOfCounts, options);
}

function scoreLabels(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  score: CountScore,
  { average = "binary", positiveLabel = 1 }: LabelScoreOptions,
): number {
  const targets = encodeTargets(yTrue, yPred);
  const counts = countLabels(targets);
  if (average === "micro") return microScore(counts, score);
  if (average === "macro") return macroScore(counts, score);
  if (average === "weighted") return weightedScore(counts, score);
  const position = positionOf(positiveLabel, targets);
  if (position < 0) return 0;
  return score(counts.truePositives[position], counts.predicted[position], counts.actual[position]);
}

/** Where the positive label is among at most two; −1 when it does not occur beside at most one other. */
function positionOf(positiveLabel: number | string, { classes, yTrue }: EncodedTargets): number {
  const position = classes.indexOf(positiveLabel);
  if (classes.length < 2 || (classes.length === 2 && position >= 0)) return position;
  // The number of labels on both sides together would reveal which of them the answers hold.
  const argument = new Set(yTrue).size > 2 ? "yTrue" : "yPred";
  throw new MetricInputError("Labels of more than two classes", argument, {
    expected: `${positiveLabel} and one other label`,
  });
}

function countLabels({ classes, yTrue, yPred }: EncodedTargets): ConfusionCounts {
  const truePositives = new Float64Array(classes.length);
  const predicted = new Float64Array(classes.length);
  const actual = new Float64Array(classes.length);
  for (let i = 0; i < yTrue.length; i++) {
    actual[yTrue[i]]++;
    predicted[yPred[i]]++;
    if (yTrue[i] === yPred[i]) truePositives[yTrue[i]]++;
  }
  return { truePositives, predicted, actual };
}
