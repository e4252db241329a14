/**
 * pandas' type of a column, as the metrics distinguish them. "text" is NumPy's own text type, which a plain list gets:
 * scikit-learn treats it unlike an object column that holds only text.
 */
export type LabelDtype = "int64" | "uint64" | "float64" | "bool" | "object" | "text";

/** One label; `null` is a missing value. In object columns, a number is a Python float and a bigint a Python int. */
export type LabelValue = number | bigint | string | boolean | null;

/**
 * A column of labels or numbers, one value a row. The columns of `@mlebench/table` are labels as they are:
 * booleans may be 0 and 1, and NaN is a missing float.
 */
export interface Labels {
  readonly dtype: LabelDtype;
  readonly values: ArrayLike<LabelValue>;
}

export type NumericArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** What metrics take: a column, a typed array, or a plain list read as {@link labelsFromList} reads it. */
export type LabelsInput = Labels | NumericArray | readonly LabelValue[];

/** Views any accepted input as labels. Costs nothing for columns and typed arrays. */
export function toLabels(input: LabelsInput): Labels {
  if (Array.isArray(input)) return labelsFromList(input as readonly LabelValue[]);
  if (!ArrayBuffer.isView(input)) return input as Labels;
  const values = input as NumericArray;
  if (values instanceof Float64Array || values instanceof Float32Array) return { dtype: "float64", values };
  return { dtype: values instanceof BigUint64Array ? "uint64" : "int64", values };
}

/**
 * Types a plain list as `numpy.asarray` would type the Python list: one text value makes everything text (a missing
 * value becomes "nan"), otherwise one float or missing value makes everything float.
 */
export function labelsFromList(list: readonly LabelValue[]): Labels {
  let text = false;
  let fractional = list.length === 0;
  let whole = false;
  let big = false;
  for (const value of list) {
    if (typeof value === "string") text = true;
    else if (value === null) fractional = true;
    else if (typeof value === "number") {
      if (Number.isSafeInteger(value)) whole = true;
      else fractional = true;
    } else if (typeof value === "bigint") {
      whole = true;
      big ||= value < Number.MIN_SAFE_INTEGER || value > Number.MAX_SAFE_INTEGER;
    }
  }
  if (text) return { dtype: "text", values: list.map(pythonText) };
  if (fractional) return { dtype: "float64", values: Float64Array.from(list, toNumber) };
  if (!whole) return { dtype: "bool", values: Uint8Array.from(list, Number) };
  return {
    dtype: "int64",
    values: big ? list.map((value) => BigInt(value as number)) : Float64Array.from(list, Number),
  };
}

function toNumber(value: LabelValue): number {
  return value === null ? Number.NaN : Number(value);
}

/** Python's `str` of a value of a mixed list. */
function pythonText(value: LabelValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "nan";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return value.toString();
  return pythonFloatText(value);
}

function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain =
    exponent < 0
      ? value.toFixed(Math.max(digits.replace(/[-.]/g, "").length - 1 - exponent, 0))
      : String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** True for columns that may hold text. */
export function holdsText({ dtype }: Labels): boolean {
  return dtype === "object" || dtype === "text";
}

/** Orders text as Python does: by code point, not by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rankUnit(x) - rankUnit(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other unit. */
function rankUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
