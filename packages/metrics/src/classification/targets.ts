import { assertSameLength, type MetricArgument, MetricInputError } from "../errors.js";
import {
  compareText,
  holdsText,
  type Labels,
  type LabelsInput,
  type LabelValue,
  toLabels,
} from "../labels.js";
import { parsePythonFloat } from "../text/python-float.js";

/** Integers from here on, and floats from its double on, do not fit NumPy's int64. */
const INT64_LIMIT = 2 ** 63;

/** A checked pair of label columns of the same length. */
export interface Targets {
  readonly yTrue: Labels;
  readonly yPred: Labels;
  /** Text against numbers: no label of one can equal one of the other. */
  readonly mixed: boolean;
}

export type ClassLabel = string | number | bigint;

/** One column of labels as positions in the sorted list of distinct ones. */
export interface EncodedLabels {
  readonly classes: readonly ClassLabel[];
  readonly codes: Int32Array;
}

/** Two columns of labels as positions in the sorted list of the distinct ones of both. */
export interface EncodedTargets {
  readonly classes: readonly ClassLabel[];
  readonly yTrue: Int32Array;
  readonly yPred: Int32Array;
}

/**
 * Accepts what scikit-learn accepts as single-label targets: text, booleans, integers and integral floats. Text in an
 * object column is accepted against numbers only while one side has more than two distinct labels, as there.
 * @throws MetricInputError for missing, fractional or infinite labels, unlike lengths and incomparable kinds
 */
export function checkTargets(trueInput: LabelsInput, predictedInput: LabelsInput): Targets {
  const yTrue = toLabels(trueInput);
  const yPred = toLabels(predictedInput);
  assertSameLength(yTrue.values.length, yPred.values.length);
  assertLabels("yTrue", yTrue);
  assertLabels("yPred", yPred);
  const mixed = yTrue.values.length > 0 && holdsText(yTrue) !== holdsText(yPred);
  const objects = yTrue.dtype === "object" || yPred.dtype === "object";
  if (mixed && objects && !hasMoreThanTwo(yTrue.values) && !hasMoreThanTwo(yPred.values))
    throw mixedKinds(yPred);
  return { yTrue, yPred, mixed };
}

/** @throws MetricInputError unless every value can be a class label */
export function assertLabels(argument: MetricArgument, { dtype, values }: Labels): void {
  if (dtype === "object") assertText(argument, values);
  else if (dtype === "float64") assertWhole(argument, values as ArrayLike<number>);
}

function assertText(argument: MetricArgument, values: ArrayLike<LabelValue>): void {
  let mixed = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === "string") continue;
    if (value === null || Number.isNaN(value)) {
      throw new MetricInputError("Missing value", argument, { row, expected: "a label" });
    }
    if (mixed === -1) mixed = row;
  }
  // A missing value keeps booleans and numbers from having a type of their own: then it is what is wrong.
  if (mixed === -1) return;
  throw new MetricInputError("Mixed types", argument, { row: mixed, expected: "labels of one type" });
}

function assertWhole(argument: MetricArgument, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT) continue;
    const headline = Number.isNaN(value)
      ? "Missing value"
      : Number.isFinite(value)
        ? "Invalid label"
        : "Infinite value";
    throw new MetricInputError(headline, argument, { row, expected: "an integer" });
  }
}

/** The error for text labels on one side and numbers on the other; it names the text that made a column text. */
export function mixedKinds(yPred: Labels): MetricInputError {
  if (!holdsText(yPred)) return new MetricInputError("Numeric labels", "yPred", { expected: "text" });
  const texts = Array.from(yPred.values as ArrayLike<string>);
  const isWord = (text: string): boolean => parsePythonFloat(text) === undefined;
  // Beside other text, True and False are text as well.
  const culprit = texts.findIndex((text) => isWord(text) && !/^(?:true|false)$/i.test(text));
  const row = culprit === -1 ? Math.max(texts.findIndex(isWord), 0) : culprit;
  return new MetricInputError("Text labels", "yPred", { row, expected: "numbers" });
}

function hasMoreThanTwo(values: ArrayLike<LabelValue>): boolean {
  const seen = new Set<LabelValue>();
  for (let i = 0; i < values.length; i++) if (seen.add(values[i]).size > 2) return true;
  return false;
}

/**
 * Replaces labels by their position in the sorted list of distinct labels of both sides.
 * @throws MetricInputError as {@link checkTargets} does, and for any mix of text and numbers
 */
export function encodeTargets(trueInput: LabelsInput, predictedInput: LabelsInput): EncodedTargets {
  const { yTrue, yPred, mixed } = checkTargets(trueInput, predictedInput);
  if (mixed) throw mixedKinds(yPred);
  const { classes, codes } = encodeValues(yTrue.values, yPred.values);
  const rows = yTrue.values.length;
  return { classes, yTrue: codes.subarray(0, rows), yPred: codes.subarray(rows) };
}

/**
 * Replaces labels by their position in the sorted list of distinct ones.
 * @throws MetricInputError unless every value can be a class label
 */
export function encodeLabels(argument: MetricArgument, labels: Labels): EncodedLabels {
  assertLabels(argument, labels);
  return encodeValues(labels.values);
}

function encodeValues(...columns: ArrayLike<LabelValue>[]): EncodedLabels {
  const positions = new Map<ClassLabel, number>();
  const codes = new Int32Array(columns.reduce((rows, column) => rows + column.length, 0));
  let row = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const key = labelKey(column[i]);
      let id = positions.get(key);
      if (id === undefined) {
        id = positions.size;
        positions.set(key, id);
      }
      codes[row++] = id;
    }
  }
  const found = [...positions.keys()];
  const order = found.map((_, id) => id).sort((a, b) => compareLabels(found[a], found[b]));
  const rank = new Int32Array(order.length);
  order.forEach((id, position) => {
    rank[id] = position;
  });
  for (let i = 0; i < codes.length; i++) codes[i] = rank[codes[i]];
  return { classes: order.map((id) => found[id]), codes };
}

function compareLabels(a: ClassLabel, b: ClassLabel): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number, a safe bigint and a boolean of the same value are one label. */
function labelKey(value: LabelValue): ClassLabel {
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value !== "bigint") return Number(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
