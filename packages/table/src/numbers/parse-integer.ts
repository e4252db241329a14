import { asciiText, isDigit, isSpace, MINUS, PLUS, ZERO } from "./characters.js";

export const maxInt64 = 2n ** 63n - 1n;
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

/** Digits that any uint64 fits in, and the least integer of more of them. */
const uint64Digits = 20;
const beyondUint64 = 10n ** BigInt(uint64Digits);

/**
 * The integer that digits spell, or, where it is far beyond 64 bits, 10^20 in its place: the time to make a BigInt
 * grows faster than its digits, and a cell may have millions.
 */
export function boundedMagnitude(bytes: Uint8Array, start: number, end: number): bigint {
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
