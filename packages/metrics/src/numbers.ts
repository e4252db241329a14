import { type MetricArgument, MetricInputError } from "./errors.js";
import { type LabelsInput, type LabelValue, toLabels } from "./labels.js";
import { parsePythonFloat } from "./text/python-float.js";

/**
 * Values as float64, as NumPy converts them: booleans are 0 and 1, text is read as Python's `float` reads it,
 * missing values are NaN. A Float64Array is returned as it is, not copied.
 * @throws MetricInputError for text that is no number
 */
export function toFloats(argument: MetricArgument, input: LabelsInput): Float64Array {
  const { values } = toLabels(input);
  if (values instanceof Float64Array) return values;
  const floats = new Float64Array(values.length);
  for (let i = 0; i < floats.length; i++) floats[i] = toFloat(argument, values[i], i);
  return floats;
}

function toFloat(argument: MetricArgument, value: LabelValue, row: number): number {
  if (typeof value === "number") return value;
  if (value === null) return Number.NaN;
  if (typeof value !== "string") return Number(value);
  const number = parsePythonFloat(value);
  if (number !== undefined) return number;
  throw new MetricInputError("Invalid number", argument, { row, expected: "a number" });
}

/** @throws MetricInputError for the first value that is missing or infinite */
export function assertFinite(argument: MetricArgument, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const headline = Number.isNaN(values[i]) ? "Missing value" : "Infinite value";
    throw new MetricInputError(headline, argument, { row: i, expected: "a finite number" });
  }
}

/**
 * Values as finite float64, read as {@link toFloats} reads them. Graders call it before they put rows in order, so that
 * a bad value is named by its row in the file.
 * @throws MetricInputError for the first value that is missing, infinite or text that is no number
 */
export function toFiniteFloats(argument: MetricArgument, input: LabelsInput): Float64Array {
  const values = toFloats(argument, input);
  assertFinite(argument, values);
  return values;
}

/**
 * Finite float64 values that order as the input does: integers that float64 cannot distinguish become their ranks.
 * @throws MetricInputError for missing or infinite values and text that is no number
 */
export function toFiniteScores(argument: MetricArgument, input: LabelsInput): Float64Array {
  const { dtype, values } = toLabels(input);
  if (dtype === "text") {
    throw new MetricInputError("Text values", argument, { expected: "numbers" });
  }
  const big = values instanceof BigInt64Array || values instanceof BigUint64Array;
  return big ? rankIntegers(values) : toFiniteFloats(argument, input);
}

/** Position of each value among the sorted distinct ones. */
export function rankIntegers(values: BigInt64Array | BigUint64Array): Float64Array {
  const ranks = new Map<bigint, number>();
  for (const value of values.slice().sort()) if (!ranks.has(value)) ranks.set(value, ranks.size);
  return Float64Array.from(values as Iterable<bigint>, (value) => ranks.get(value) as number);
}
