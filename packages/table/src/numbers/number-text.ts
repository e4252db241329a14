import { type Decimal, isShortest, nearestDouble } from "./exact-decimal.js";

/**
 * Numbers as text, both ways, as pandas reads them (`float_precision="round_trip"`; see float-parsers.ts for the
 * other way) and as Python prints them.
 * Bytes are UTF-8; a range is `[start, end)`.
 */

/** What a cell's bytes can be read as.  */
export const CellCode = {
  /** One of pandas' spellings of a missing value. */
  missing: 0,
  /** An int64, spelled as Python prints it. */
  integer: 1,
  /** An int64, spelled otherwise: a sign, leading zeros or spaces. */
  looseInteger: 2,
  /** Digits that do not fit in an int64. */
  bigInteger: 3,
  /** A float that Python prints just so. */
  float: 4,
  /** A float that Python may print otherwise. */
  looseFloat: 5,
  /** `True` or `False`. */
  boolean: 6,
  /** The same in any other case. */
  looseBoolean: 7,
  text: 8,
} as const;
export type CellCode = (typeof CellCode)[keyof typeof CellCode];

const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
/** C's isspace in the ASCII range. */
export const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** pandas' default spellings of a missing value, `pandas._libs.parsers.STR_NA_VALUES`. */
const missingSpellings = [
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
];
const longestMissing = Math.max(...missingSpellings.map((text) => text.length));
/** First byte → spellings (as bytes) that begin with it. */
const missingByFirstByte: (readonly Uint8Array[] | undefined)[] = [];
for (const text of missingSpellings) {
  if (text === "") continue;
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  missingByFirstByte[bytes[0]] = [...(missingByFirstByte[bytes[0]] ?? []), bytes];
}

/** True when the bytes spell a missing value. No trimming: `" NA"` is text. */
export function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length > longestMissing) return false;
  const candidates = missingByFirstByte[bytes[start]];
  if (candidates === undefined) return false;
  candidate: for (const spelling of candidates) {
    if (spelling.length !== length) continue;
    for (let i = 1; i < length; i++) if (bytes[start + i] !== spelling[i]) continue candidate;
    return true;
  }
  return false;
}

function matches(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

function matchesIgnoringCase(bytes: Uint8Array, start: number, end: number, lowerCase: string): boolean {
  if (end - start !== lowerCase.length) return false;
  for (let i = 0; i < lowerCase.length; i++)
    if ((bytes[start + i] | 0x20) !== lowerCase.charCodeAt(i)) return false;
  return true;
}

/** `Infinity` or `-Infinity` for pandas' spellings of them (any case of inf, infinity, with a sign), else 0. */
export function infinityOf(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  const from = sign === PLUS || sign === MINUS ? start + 1 : start;
  const length = end - from;
  if (length !== 3 && length !== 8) return 0;
  const infinite =
    matchesIgnoringCase(bytes, from, end, "inf") || matchesIgnoringCase(bytes, from, end, "infinity");
  if (!infinite) return 0;
  return sign === MINUS ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** True or false for pandas' spellings of them, in any case, else undefined. */
export function parseBoolean(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  const length = end - start;
  if (length === 4 && matchesIgnoringCase(bytes, start, end, "true")) return true;
  if (length === 5 && matchesIgnoringCase(bytes, start, end, "false")) return false;
  return undefined;
}

const maxInt64 = 2n ** 63n - 1n;
/** The smallest int64, which pandas takes for a missing value where an integer column has holes. */
export const minInt64 = -(2n ** 63n);
/** Largest uint64; anything above is text to pandas. */
export const maxUint64 = 2n ** 64n - 1n;

/**
 * The exact integer that digits with an optional sign and surrounding space spell. Call only for cells classified
 * as an integer of any kind.
 */
export function parseBigInteger(bytes: Uint8Array, start: number, end: number): bigint {
  const text = asciiText(bytes, start, end).trim();
  return BigInt(text.startsWith("+") ? text.slice(1) : text);
}

/** Digits that any uint64 fits in, and the least integer of more of them. */
const uint64Digits = 20;
const beyondUint64 = 10n ** BigInt(uint64Digits);

/**
 * The integer that digits spell, or, where it is far beyond 64 bits, 10^20 in its place: the time to make a BigInt
 * grows faster than its digits, and a cell may have millions.
 */
function boundedMagnitude(bytes: Uint8Array, start: number, end: number): bigint {
  let first = start;
  while (first < end && bytes[first] === ZERO) first++;
  return end - first > uint64Digits ? beyondUint64 : BigInt(asciiText(bytes, first, end) || "0");
}

/**
 * The magnitude of the digits that a cell begins with, after spaces and a sign, bounded as above; undefined when there
 * are too few to matter to int64. pandas' integer parser overflows on them before it sees what follows.
 */
export function leadingMagnitude(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  if (end - start < 19) return undefined;
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
  const digitsStart = at;
  while (at < end && isDigit(bytes[at])) at++;
  return at - digitsStart < 19 ? undefined : boundedMagnitude(bytes, digitsStart, at);
}

/** True when the bytes spell the smallest int64. */
export function isMinInt64(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 20 &&
    leadingMagnitude(bytes, start, end) === -minInt64 &&
    asciiText(bytes, start, end).includes("-")
  );
}

/** What the bytes can be read as. One pass over the bytes for everything but rare spellings. */
export function classifyCell(bytes: Uint8Array, start: number, end: number): CellCode {
  if (start === end) return CellCode.missing;
  let at = start;
  const first = bytes[at];
  if (first > NINE) {
    // Letters: a boolean, an infinity, a missing value, or text.
    if (isMissing(bytes, start, end)) return CellCode.missing;
    if (parseBoolean(bytes, start, end) !== undefined) {
      const python = matches(bytes, start, end, "True") || matches(bytes, start, end, "False");
      return python ? CellCode.boolean : CellCode.looseBoolean;
    }
    return infinityOf(bytes, start, end) === 0 ? CellCode.text : CellCode.looseFloat;
  }
  let loose = false;
  while (at < end && isSpace(bytes[at])) {
    at++;
    loose = true;
  }
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  else if (bytes[at] === PLUS) {
    at++;
    loose = true;
  }
  const digitsStart = at;
  while (at < end && isDigit(bytes[at])) at++;
  const integerDigits = at - digitsStart;
  let stop = at;
  while (stop < end && isSpace(bytes[stop])) stop++;
  if (stop === end && integerDigits > 0) {
    if (stop > at) loose = true;
    if (integerDigits > 1 && bytes[digitsStart] === ZERO) loose = true;
    if (negative && integerDigits === 1 && bytes[digitsStart] === ZERO) loose = true;
    if (integerDigits >= 19) {
      const magnitude = boundedMagnitude(bytes, digitsStart, at);
      if (magnitude > (negative ? -minInt64 : maxInt64)) return CellCode.bigInteger;
    }
    return loose ? CellCode.looseInteger : CellCode.integer;
  }
  if (bytes[start] === MINUS || bytes[start] === 0x31 || bytes[start] === 0x23) {
    if (isMissing(bytes, start, end)) return CellCode.missing;
  }
  return classifyFloat(bytes, start, end, at, digitsStart, integerDigits, loose);
}

/** True when Python prints a double with just these bytes. */
export function formatsAs(value: number, bytes: Uint8Array, start: number, end: number): boolean {
  return matches(bytes, start, end, formatFloat(value));
}

function classifyFloat(
  bytes: Uint8Array,
  start: number,
  end: number,
  afterInteger: number,
  digitsStart: number,
  integerDigits: number,
  looseStart: boolean,
): CellCode {
  let at = afterInteger;
  let loose = looseStart;
  let fractionDigits = 0;
  if (at < end && bytes[at] === POINT) {
    at++;
    const fractionStart = at;
    while (at < end && isDigit(bytes[at])) at++;
    fractionDigits = at - fractionStart;
  }
  if (integerDigits + fractionDigits === 0) {
    return infinityOf(bytes, start, end) === 0 ? CellCode.text : CellCode.looseFloat;
  }
  let exponent = false;
  if (at < end && (bytes[at] | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at++;
    const exponentStart = at;
    while (at < end && isDigit(bytes[at])) at++;
    if (at === exponentStart) return CellCode.text;
    exponent = true;
  }
  const numberEnd = at;
  while (at < end && isSpace(bytes[at])) at++;
  if (at !== end) return CellCode.text;
  if (exponent) {
    // Python's float("1e400") is an overflow that pandas refuses to read as a number; "-1e400" it reads.
    const value = parseFloatText(bytes, start, end);
    if (value === Number.POSITIVE_INFINITY) return CellCode.text;
    return formatsAs(value, bytes, start, end) ? CellCode.float : CellCode.looseFloat;
  }
  if (integerDigits > 300 && parseFloatText(bytes, start, end) === Number.POSITIVE_INFINITY)
    return CellCode.text;
  if (numberEnd !== end || integerDigits === 0 || fractionDigits === 0) loose = true;
  // Zeros to spare, and magnitudes that Python prints with an exponent.
  const leadingZero = bytes[digitsStart] === ZERO;
  if (leadingZero && integerDigits > 1) loose = true;
  if (fractionDigits > 1 && bytes[numberEnd - 1] === ZERO) loose = true;
  if (leadingZero && fractionDigits > 4) {
    // Zero, or four zeros behind the point: below 1e-4 Python prints an exponent.
    const first = numberEnd - fractionDigits;
    loose ||=
      bytes[first] === ZERO &&
      bytes[first + 1] === ZERO &&
      bytes[first + 2] === ZERO &&
      bytes[first + 3] === ZERO;
  }
  if (loose) return CellCode.looseFloat;
  // A decimal of at most 15 significant digits is the shortest spelling of its double.
  if (integerDigits + fractionDigits - (leadingZero ? 1 : 0) <= 15) return CellCode.float;
  const digits = readDecimal(bytes, digitsStart, numberEnd);
  if (digits > 0 && (digits <= 15 || (digits <= 17 && integerDigits <= 15 && isShortest(decimal))))
    return CellCode.float;
  if (digits > 17) return CellCode.looseFloat;
  return formatsAs(parseFloatText(bytes, start, end), bytes, start, end)
    ? CellCode.float
    : CellCode.looseFloat;
}

const decimal: Decimal = { high: 0, low: 0, lowDigits: 0, scale: 0 };
const largestScale = 22;

/**
 * Reads digits and a point into `decimal`.
 * @returns the number of digits from the first that is not zero; 0 when there is anything else, such as an exponent,
 * or more than can be held
 */
function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  let high = 0;
  let low = 0;
  let digits = 0;
  let fraction = end - 1;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) {
        high = high * 10 + digit;
        if (high > 0) digits++;
      } else {
        low = low * 10 + digit;
        digits++;
      }
    } else if (bytes[at] === POINT && fraction === end - 1) fraction = at;
    else return 0;
  }
  const scale = end - fraction - 1;
  if (digits > 18 || scale > largestScale) return 0;
  decimal.high = high;
  decimal.low = low;
  decimal.lowDigits = digits > 9 ? digits - 9 : 0;
  decimal.scale = scale;
  return digits;
}

/** `decimal` as a double; exact up to 15 digits. */
function decimalValue(digits: number): number {
  if (digits > 15) return nearestDouble(decimal);
  // Both operands are exact, so the one division rounds correctly (Clinger's fast path).
  return (decimal.high * powersOfTen[decimal.lowDigits] + decimal.low) / powersOfTen[decimal.scale];
}

/** The double that the bytes spell, correctly rounded. Call only for cells classified as a number. */
export function parseFloatText(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const digits = readDecimal(bytes, negative ? start + 1 : start, end);
  if (digits > 0) {
    const value = decimalValue(digits);
    if (!Number.isNaN(value)) return negative ? -value : value;
  }
  const infinite = infinityOf(bytes, start, end);
  if (infinite !== 0) return infinite;
  // Number() alone would also read "0x10" and "", but the caller has seen to that.
  return Number(asciiText(bytes, start, end));
}

const powersOfTen = Float64Array.from({ length: largestScale + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** A safe integer from its bytes. Call only for cells classified as an integer, and check for safety. */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (isSpace(bytes[at])) at++;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let value = 0;
  while (at < end && isDigit(bytes[at])) value = value * 10 + (bytes[at++] - ZERO);
  return negative && value !== 0 ? -value : value;
}

export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1", 0, end - start);
}

/**
 * A double as Python prints it (`repr`): the shortest digits that read back the same, an exponent below 1e-4 and
 * from 1e16, `.0` on whole numbers, `inf`, `-inf`, `nan`.
 */
export function formatFloat(value: number): string {
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return "-0.0";
    if (value > -1e16 && value < 1e16) return `${value}.0`;
  } else if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  } else {
    const magnitude = Math.abs(value);
    if (magnitude >= 1e-4) return String(value);
  }
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
