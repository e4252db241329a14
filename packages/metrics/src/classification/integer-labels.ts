import { type MetricArgument, MetricInputError } from "../errors.js";
import { type Labels, type LabelsInput, type LabelValue, toLabels } from "../labels.js";
import { parsePythonInteger, splitLikePython } from "../segmentation/python-integers.js";

export interface IntegerLabelOptions {
  /**
   * Whether a text may go on after the integer: `int(text.split()[0])`. Floats are then refused, as they cannot be split.
   * @default false
   */
  firstWord?: boolean;
  /** Named in errors. @default "yPred" */
  argument?: MetricArgument;
}

const limit = 2n ** 63n;

/**
 * Labels as Python's `int` reads each of them: fractions are cut off, text may have white space around and digits of any
 * script. The list must be one that scikit-learn takes for labels: all in int64, or all above it in uint64.
 * @throws MetricInputError for a missing or infinite value, other text, or an integer that is too large
 */
export function integerLabels(
  input: LabelsInput,
  { firstWord = false, argument = "yPred" }: IntegerLabelOptions = {},
): Labels {
  const labels = toLabels(input);
  if (labels.dtype === "int64" || labels.dtype === "bool") return labels;
  const refuse = (headline: string, row: number): never => {
    throw new MetricInputError(headline, argument, { row, expected: "an integer" });
  };
  const read = (value: LabelValue, row: number): number | bigint => {
    if (value === null || Number.isNaN(value)) return refuse("Missing value", row);
    if (typeof value === "string") {
      const words = splitLikePython(value);
      const integer = firstWord || words.length === 1 ? parsePythonInteger(words[0] ?? "") : undefined;
      return integer ?? refuse("Invalid integer", row);
    }
    if (typeof value !== "number") return BigInt(value);
    if (labels.dtype === "uint64") return value;
    if (firstWord) return refuse("Invalid integer", row);
    return Number.isFinite(value) ? Math.trunc(value) : refuse("Infinite value", row);
  };
  const integers = Array.from(labels.values, read);
  const large = integers.findIndex((value) => value >= limit || value < -limit);
  if (large === -1) return { dtype: "int64", values: integers };
  if (integers.every((value) => value >= limit && value < 2n * limit))
    return { dtype: "uint64", values: integers };
  return refuse("Integer out of range", large);
}
