import { asciiText, isDigit, MINUS, PLUS, POINT, ZERO } from "../numbers/characters.js";
import { type Decimal, nearestDouble } from "../numbers/exact-decimal.js";

const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/** Integers of so many digits are exact doubles. */
const safeDigits = 15;
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const scientific = /^-?\d+(?:\.\d+)?[eE][+-]?\d+$/;

/** Where the cell that {@link readNumber} read last ends, and whether it has a point or an exponent. */
export let cellEnd = 0;
export let isFloat = false;

/** The number at `start`; NaN where it is none or not plain. Small functions are soon compiled. */
export function readNumber(bytes: Buffer, start: number): number {
  const negative = bytes[start] === MINUS;
  const integer = readInteger(bytes, negative ? start + 1 : start);
  if (integer < 0) return readFloat(bytes, start, negative);
  isFloat = false;
  if (!negative) return integer;
  // An integer knows no minus zero, a float does, and which of them this is other cells decide.
  return integer === 0 ? Number.NaN : -integer;
}

const decimal: Decimal = { high: 0, low: 0, lowDigits: 0, scale: 0 };

function readFloat(bytes: Buffer, start: number, negative: boolean): number {
  let at = negative ? start + 1 : start;
  const digitsStart = at;
  let high = 0;
  let low = 0;
  // From the first that is not zero; nine of them in `high`, the others in `low`.
  let digits = 0;
  let point = -1;
  for (;;) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) {
        high = high * 10 + digit;
        if (high > 0) digits++;
      } else {
        low = low * 10 + digit;
        digits++;
      }
    } else if (bytes[at] === POINT && point === -1) point = at;
    else break;
    at++;
  }
  const integerDigits = (point === -1 ? at : point) - digitsStart;
  // More would make pandas' integer parser overflow, whatever follows, and the column something else.
  if (integerDigits === 0 || integerDigits > safeDigits || point === at - 1) return Number.NaN;
  const scale = point === -1 ? 0 : at - point - 1;
  const hasExponent = (bytes[at] | 0x20) === 0x65;
  if (point === -1 && !hasExponent) return Number.NaN;
  if (hasExponent) at = afterExponent(bytes, at + 1);
  if (!endsCell(bytes[at])) return Number.NaN;
  let value = Number.NaN;
  if (hasExponent) {
    if (!scientific.test(asciiText(bytes, start, at))) return Number.NaN;
  } else if (digits <= 18 && scale <= 22) {
    decimal.high = high;
    decimal.low = low;
    decimal.lowDigits = digits > 9 ? digits - 9 : 0;
    decimal.scale = scale;
    // Up to so many digits both operands are exact, so the one division rounds correctly (Clinger's fast path).
    if (digits > safeDigits) value = nearestDouble(decimal);
    else value = (high * powersOfTen[decimal.lowDigits] + low) / powersOfTen[scale];
  }
  isFloat = true;
  cellEnd = at;
  if (!Number.isNaN(value)) return negative ? -value : value;
  value = Number(asciiText(bytes, start, at));
  return Number.isFinite(value) ? value : Number.NaN;
}

/** So many digits fit into 31 bits. */
const shortDigits = 9;

/** The integer at `from` if it has at most 15 digits and its cell ends after them; -1 for anything else. */
function readInteger(bytes: Buffer, from: number): number {
  let at = from;
  let high = 0;
  let digit = bytes[at] - ZERO;
  while (digit >= 0 && digit <= 9 && at - from < shortDigits) {
    high = high * 10 + digit;
    digit = bytes[++at] - ZERO;
  }
  let value = high;
  if (digit >= 0 && digit <= 9) {
    const rest = at;
    let low = 0;
    while (digit >= 0 && digit <= 9 && at - from < safeDigits) {
      low = low * 10 + digit;
      digit = bytes[++at] - ZERO;
    }
    value = high * powersOfTen[at - rest] + low;
  }
  cellEnd = at;
  return at > from && endsCell(bytes[at]) ? value : -1;
}

const endsCell = (byte: number): boolean => byte === COMMA || byte === LF || byte === CR;

/** Where digits and signs end; the bytes may end with them. */
function afterExponent(bytes: Buffer, from: number): number {
  let at = from;
  while (isDigit(bytes[at]) || bytes[at] === MINUS || bytes[at] === PLUS) at++;
  return at;
}
