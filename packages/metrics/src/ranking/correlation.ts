import { assertSameLength, type MetricArgument, MetricInputError } from "../errors.js";
import {
  compareText,
  holdsText,
  type Labels,
  type LabelsInput,
  type LabelValue,
  toLabels,
} from "../labels.js";
import { rankIntegers, toFloats } from "../numbers.js";
import { argsort } from "../sort.js";
import { mean, pairwiseSum } from "../sum.js";

/**
 * Pearson's correlation coefficient, in [−1, 1]; NaN where a side is constant or holds a missing or infinite value.
 * Agrees with `scipy.stats.pearsonr`.
 * @throws MetricInputError for columns that are not of a numeric type, fewer than two rows and unlike lengths
 */
export function pearson(yTrue: LabelsInput, yPred: LabelsInput): number {
  const x = toNumericColumn("yTrue", yTrue);
  const y = toNumericColumn("yPred", yPred);
  assertSameLength(x.length, y.length);
  if (x.length < 2) throw new MetricInputError("Not enough rows", "yTrue", { expected: "at least two rows" });
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const a = standardize(x);
  const b = standardize(y);
  const r = Math.min(Math.max(dot(a, b), -1), 1);
  return x.length === 2 ? Math.round(r) : r;
}

function toNumericColumn(argument: MetricArgument, input: LabelsInput): Float64Array {
  const labels = toLabels(input);
  if (!holdsText(labels)) return toFloats(argument, labels);
  throw new MetricInputError("Text values", argument, { expected: "numbers" });
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Deviations from the mean, scaled to length 1. */
function standardize(values: Float64Array): Float64Array {
  const center = mean(values);
  const deviations = new Float64Array(values.length);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    deviations[i] = values[i] - center;
    largest = Math.max(largest, Math.abs(deviations[i]));
  }
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = deviations[i] / largest;
  const norm = largest * Math.sqrt(dot(scaled, scaled));
  for (let i = 0; i < values.length; i++) deviations[i] /= norm;
  return deviations;
}

function dot(a: Float64Array, b: Float64Array): number {
  const products = new Float64Array(a.length);
  for (let i = 0; i < products.length; i++) products[i] = a[i] * b[i];
  return pairwiseSum(products);
}

/**
 * Spearman's rank correlation, in [−1, 1], ties sharing their mean rank; NaN where a side is constant or holds a
 * missing value, and for fewer than two rows. Text is ranked by code point. Agrees with `scipy.stats.spearmanr`.
 * @throws MetricInputError for a column that mixes text with other values, and for unlike lengths
 */
export function spearman(yTrue: LabelsInput, yPred: LabelsInput): number {
  const x = toLabels(yTrue);
  const y = toLabels(yPred);
  assertSameLength(x.values.length, y.values.length);
  const rows = x.values.length;
  if (rows < 2 || hasOneValue(x.values) || hasOneValue(y.values)) return Number.NaN;
  if (hasMissing(x) || hasMissing(y)) return Number.NaN;
  // Beside a float column, NumPy makes integers floats, and those that float64 cannot distinguish are tied.
  const exact = x.dtype !== "float64" && y.dtype !== "float64";
  const a = centeredRanks("yTrue", x, exact);
  const b = centeredRanks("yPred", y, exact);
  const scale = 1 / (rows - 1);
  const covariance = dot(a, b) * scale;
  const deviationA = Math.sqrt(dot(a, a) * scale);
  const deviationB = Math.sqrt(dot(b, b) * scale);
  return Math.min(Math.max(covariance / deviationB / deviationA, -1), 1);
}

function hasOneValue(values: ArrayLike<LabelValue>): boolean {
  const first = comparable(values[0]);
  for (let i = 0; i < values.length; i++)
    if (values[i] === null || comparable(values[i]) !== first) return false;
  return true;
}

/** Python's True, 1 and 1.0 are equal, and so must they be here; bigints too great for float64 stay apart. */
function comparable(value: LabelValue): LabelValue {
  if (typeof value === "string" || value === null) return value;
  const number = Number(value);
  return typeof value === "bigint" && !Number.isSafeInteger(number) ? value : number;
}

function hasMissing({ dtype, values }: Labels): boolean {
  if (dtype !== "float64" && dtype !== "object") return false;
  for (let i = 0; i < values.length; i++) if (values[i] === null || Number.isNaN(values[i])) return true;
  return false;
}

/** Mean ranks less their mean. All are multiples of one half, so their sums of squares are exact. */
function centeredRanks(argument: MetricArgument, { dtype, values }: Labels, exact: boolean): Float64Array {
  const text = typeof values[0] === "string";
  if (dtype === "object") assertOneKind(argument, values, text);
  const keys = text ? (values as ArrayLike<string>) : sortKeys(values, exact);
  const order = text ? argsortText(keys as ArrayLike<string>) : argsort(keys as Float64Array);
  const rows = order.length;
  const ranks = new Float64Array(rows);
  for (let start = 0; start < rows; ) {
    let end = start + 1;
    while (end < rows && keys[order[end]] === keys[order[start]]) end++;
    const rank = (start + 1 + end) / 2 - (rows + 1) / 2;
    for (let i = start; i < end; i++) ranks[order[i]] = rank;
    start = end;
  }
  return ranks;
}

function sortKeys(values: ArrayLike<LabelValue>, exact: boolean): Float64Array {
  if (values instanceof Float64Array) return values;
  if (exact && (values instanceof BigInt64Array || values instanceof BigUint64Array))
    return rankIntegers(values);
  return Float64Array.from(values, Number);
}

function assertOneKind(argument: MetricArgument, values: ArrayLike<LabelValue>, text: boolean): void {
  for (let row = 0; row < values.length; row++) {
    if ((typeof values[row] === "string") === text) continue;
    throw new MetricInputError("Mixed types", argument, { row, expected: "values of one type" });
  }
}

function argsortText(values: ArrayLike<string>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => compareText(values[a], values[b]) || a - b,
  );
}
