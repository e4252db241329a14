import { encodeLabels } from "../classification/targets.js";
import { MetricInputError } from "../errors.js";
import { holdsText, type Labels, type LabelsInput, toLabels } from "../labels.js";
import { toFiniteScores } from "../numbers.js";
import { pairwiseSum } from "../sum.js";
import { countByThreshold } from "./roc-curve.js";

export interface AveragePrecisionOptions {
  /** Every other label is negative. @default 1 */
  positiveLabel?: number | string;
  /** One a row. */
  weights?: ArrayLike<number>;
}

/**
 * Average precision, in [0, 1]: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from high to low, without interpolation;
 * 0 without a positive row. Agrees with scikit-learn's `average_precision_score` of two classes.
 * @throws MetricInputError for more than two labels, two labels of which none is the positive one, scores that are
 * no finite numbers, no rows and unlike lengths
 */
export function averagePrecision(
  yTrue: LabelsInput,
  yScore: LabelsInput,
  { positiveLabel = 1, weights }: AveragePrecisionOptions = {},
): number {
  const { classes, codes } = encodeLabels("yTrue", toLabels(yTrue));
  assertNoText(toLabels(yScore));
  const position = classes.indexOf(positiveLabel);
  if (classes.length > 2 || (classes.length === 2 && position < 0)) {
    throw new MetricInputError(`${classes.length} distinct labels`, "yTrue", {
      expected: "at most two, one of them the positive label",
    });
  }
  const positives = codes.map((code) => (code === position ? 1 : 0));
  const counts = countByThreshold(positives, toFiniteScores("yPred", yScore), weights);
  return stepArea(counts.truePositives, counts.falsePositives);
}

/** Unlike the area under the curve, scikit-learn does not read scores from text here. */
function assertNoText(labels: Labels): void {
  if (!holdsText(labels)) return;
  const { values } = labels;
  for (let row = 0; row < values.length; row++) {
    if (typeof values[row] !== "string") continue;
    throw new MetricInputError("Invalid number", "yPred", { row, expected: "a number" });
  }
}

/** Summed from the lowest threshold up, as scikit-learn does. */
function stepArea(truePositives: Float64Array, falsePositives: Float64Array): number {
  const count = truePositives.length;
  const all = truePositives[count - 1];
  if (all === 0) return 0;
  const steps = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const k = count - 1 - i;
    const before = k === 0 ? 0 : truePositives[k - 1] / all;
    const precision = truePositives[k] / (truePositives[k] + falsePositives[k]);
    steps[i] = (before - truePositives[k] / all) * precision;
  }
  return Math.max(0, -pairwiseSum(steps));
}
