import { asciiText, MINUS, matchesIgnoringCase, PLUS, POINT, ZERO } from "./characters.js";
import { nearestDouble, newDecimal, powersOfTen, readDecimal } from "./exact-decimal.js";

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

const decimal = newDecimal();

/** `decimal` as a double; exact up to 15 digits. */
function decimalValue(digits: number): number {
  if (digits > 15) return nearestDouble(decimal);
  // Both operands are exact, so the one division rounds correctly (Clinger's fast path).
  return (decimal.high * powersOfTen[decimal.lowDigits] + decimal.low) / powersOfTen[decimal.scale];
}

/** Whether there is nothing but zeros with at most one point before, between or after them: many columns hold little else. */
function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  let points = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === POINT) points++;
    else if (bytes[at] !== ZERO) return false;
  }
  return points <= 1 && end - start > points;
}

/** The double that the bytes spell, correctly rounded. Call only for cells classified as a number. */
export function parseFloatText(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const digits = readDecimal(bytes, negative ? start + 1 : start, end, decimal);
  if (digits > 0) {
    const value = decimalValue(digits);
    if (!Number.isNaN(value)) return negative ? -value : value;
  }
  if (isZero(bytes, negative ? start + 1 : start, end)) return negative ? -0 : 0;
  const infinite = infinityOf(bytes, start, end);
  if (infinite !== 0) return infinite;
  // Number() alone would also read "0x10" and "", but the caller has seen to that.
  return Number(asciiText(bytes, start, end));
}
