import { CellCode } from "./cell-code.js";
import { isDigit, isSpace, MINUS, matches, NINE, PLUS, POINT, ZERO } from "./characters.js";
import { isShortest, newDecimal, readDecimal } from "./exact-decimal.js";
import { formatsAs } from "./format-float.js";
import { isMissingSpelling } from "./missing-values.js";
import { parseBoolean } from "./parse-boolean.js";
import { infinityOf, parseFloatText } from "./parse-float.js";
import { boundedMagnitude, maxInt64, minInt64 } from "./parse-integer.js";

/** What the bytes can be read as. One pass over the bytes for everything but rare spellings. */
export function classifyCell(bytes: Uint8Array, start: number, end: number): CellCode {
  if (start === end) return CellCode.missing;
  let at = start;
  const first = bytes[at];
  if (first > NINE) {
    // Letters: a boolean, an infinity, a missing value, or text.
    if (isMissingSpelling(bytes, start, end)) return CellCode.missing;
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
    if (isMissingSpelling(bytes, start, end)) return CellCode.missing;
  }
  return classifyFloat(bytes, start, end, at, digitsStart, integerDigits, loose);
}

const decimal = newDecimal();

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
  const digits = readDecimal(bytes, digitsStart, numberEnd, decimal);
  if (digits > 0 && (digits <= 15 || (digits <= 17 && integerDigits <= 15 && isShortest(decimal))))
    return CellCode.float;
  if (digits > 17) return CellCode.looseFloat;
  return formatsAs(parseFloatText(bytes, start, end), bytes, start, end)
    ? CellCode.float
    : CellCode.looseFloat;
}
