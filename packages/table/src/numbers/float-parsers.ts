import { CellCode } from "./cell-code.js";
import { isDigit, isSpace } from "./characters.js";
import { classifyCell } from "./classify-cell.js";
import { formatsAs } from "./format-float.js";
import { infinityOf, parseFloatText } from "./parse-float.js";
import { parseBigInteger } from "./parse-integer.js";

/**
 * Which of pandas' parsers reads floats: `round-trip` is `float_precision="round_trip"`, the nearest double;
 * `default` is the default of `read_csv`, an approximation from the first 17 digits.
 */
export type FloatParser = "round-trip" | "default";

/** How cells that may be floats are read. */
export interface FloatReader {
  /** What a cell can be read as. */
  classify(bytes: Uint8Array, start: number, end: number): CellCode;
  /** The double that a cell stands for. Call only for cells classified as a number. */
  parse(bytes: Uint8Array, start: number, end: number): number;
  /** True for digits of more magnitude than the parser takes, so that pandas tries text next. */
  overflows(bytes: Uint8Array, start: number, end: number): boolean;
  /** True where the float parser makes of an integer's digits the double nearest to it. */
  readsAsInteger(bytes: Uint8Array, start: number, end: number): boolean;
}

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Digits that count, of the number (leading zeros too) and of its exponent. */
const maxDigits = 17;
const maxExponent = 308;
const powersOfTen = Float64Array.from({ length: maxExponent + 1 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * A number as pandas' default parser reads it. It adds up at most 17 digits in a double, zeros in front included, and
 * scales by one power of ten, or two below the smallest normal double; the exponent is a 32-bit integer that wraps.
 * @returns undefined for what it does not take: anything else than a number, or too large a one, even if that is zero
 */
export function parseFloatByDefault(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  const negative = bytes[at] === MINUS;
  if (at < end && (negative || bytes[at] === PLUS)) at++;
  let value = 0;
  let digits = 0;
  let exponent = 0;
  for (; at < end && isDigit(bytes[at]); at++) {
    if (digits < maxDigits) {
      value = value * 10 + (bytes[at] - ZERO);
      digits++;
    } else exponent++;
  }
  if (at < end && bytes[at] === POINT) {
    at++;
    for (; at < end && isDigit(bytes[at]); at++) {
      if (digits === maxDigits) continue;
      value = value * 10 + (bytes[at] - ZERO);
      digits++;
      exponent--;
    }
  }
  if (digits === 0) {
    const infinite = infinityOf(bytes, start, end);
    return infinite === 0 ? undefined : infinite;
  }
  if (at < end && (bytes[at] | 0x20) === 0x65) {
    at++;
    const falls = bytes[at] === MINUS;
    if (at < end && (falls || bytes[at] === PLUS)) at++;
    let shift = 0;
    let shiftDigits = 0;
    for (; at < end && isDigit(bytes[at]) && shiftDigits < maxDigits; at++) {
      shift = (Math.imul(shift, 10) + (bytes[at] - ZERO)) | 0;
      shiftDigits++;
    }
    if (shiftDigits === 0) return undefined;
    exponent = (falls ? exponent - shift : exponent + shift) | 0;
  }
  while (at < end && isSpace(bytes[at])) at++;
  if (at < end || exponent > maxExponent) return undefined;
  // What is too small for any double loses its sign as well.
  if (exponent < -2 * maxExponent) return 0;
  if (exponent >= 0) value *= powersOfTen[exponent];
  else if (exponent >= -maxExponent) value /= powersOfTen[-exponent];
  else value = value / powersOfTen[-maxExponent - exponent] / powersOfTen[maxExponent];
  if (value === Number.POSITIVE_INFINITY) return undefined;
  return negative ? -value : value;
}

/** So many characters without an exponent hold so few digits that every parser reads the same double. */
const exactLength = 15;

function hasExponent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] | 0x20) === 0x65) return true;
  return false;
}

const isSimple = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= exactLength && !hasExponent(bytes, start, end);

function classifyByDefault(bytes: Uint8Array, start: number, end: number): CellCode {
  const code = classifyCell(bytes, start, end);
  const maybeFloat = code === CellCode.float || code === CellCode.looseFloat || code === CellCode.text;
  if (!maybeFloat || bytes[start] > NINE || isSimple(bytes, start, end)) return code;
  const value = parseFloatByDefault(bytes, start, end);
  if (value === undefined) return CellCode.text;
  return formatsAs(value, bytes, start, end) ? CellCode.float : CellCode.looseFloat;
}

export const floatReaders: Readonly<Record<FloatParser, FloatReader>> = {
  "round-trip": {
    classify: classifyCell,
    parse: parseFloatText,
    // Python refuses what is too large, but not where it is negative.
    overflows: (bytes, start, end) =>
      end - start > maxExponent && parseFloatText(bytes, start, end) === Number.POSITIVE_INFINITY,
    readsAsInteger: () => true,
  },
  default: {
    classify: classifyByDefault,
    parse(bytes, start, end) {
      if (isSimple(bytes, start, end)) return parseFloatText(bytes, start, end);
      return parseFloatByDefault(bytes, start, end) ?? Number.NaN;
    },
    overflows: (bytes, start, end) =>
      end - start > maxExponent && parseFloatByDefault(bytes, start, end) === undefined,
    readsAsInteger: (bytes, start, end) =>
      parseFloatByDefault(bytes, start, end) === Number(parseBigInteger(bytes, start, end)),
  },
};
