import { POINT, ZERO } from "./characters.js";

/**
 * Decimals of up to 18 digits, exactly, in plain doubles. A decimal `W / 10^scale` is compared with a double `x` by
 * the exact product `x · 10^scale`, held as the unevaluated sum of two doubles (T. J. Dekker, "A floating-point
 * technique for extending the available precision", 1971). Whatever comes too close to call is left to the caller.
 */

/** Largest power of ten that is a double. */
const maxScale = 22;
/** Powers of ten that are doubles. */
export const powersOfTen = Float64Array.from({ length: maxScale + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
/** Their halves by Veltkamp's splitting. */
const highParts = new Float64Array(23);
const lowParts = new Float64Array(23);
const splitter = 2 ** 27 + 1;
for (let i = 0; i < 23; i++) {
  const scaled = splitter * powersOfTen[i];
  highParts[i] = scaled - (scaled - powersOfTen[i]);
  lowParts[i] = powersOfTen[i] - highParts[i];
}

/** Distance to the next double, by biased exponent. */
const ulps = Float64Array.from({ length: 2047 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 1075));

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Relative doubt about quantities that are rounded themselves. */
const doubt = 1e-9;

/**
 * A decimal as bytes spell it: `(high · 10^lowDigits + low) / 10^scale`, no sign, `high` and `low` of at most nine
 * digits each.
 */
export interface Decimal {
  high: number;
  low: number;
  lowDigits: number;
  scale: number;
}

export const newDecimal = (): Decimal => ({ high: 0, low: 0, lowDigits: 0, scale: 0 });

/**
 * Reads digits and a point into `target`.
 * @returns the number of digits from the first that is not zero; 0 when there is anything else, such as an exponent,
 * or more than can be held
 */
export function readDecimal(bytes: Uint8Array, start: number, end: number, target: Decimal): number {
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
  if (digits > 18 || scale > maxScale) return 0;
  target.high = high;
  target.low = low;
  target.lowDigits = digits > 9 ? digits - 9 : 0;
  target.scale = scale;
  return digits;
}

/** `x · 10^scale − (high · 10^lowDigits + low)`, to about one part in 2^52 of the larger of 1 and the difference. */
function excess(x: number, { high, low, lowDigits, scale }: Decimal): number {
  const power = powersOfTen[scale];
  const product = x * power;
  const scaled = splitter * x;
  const xHigh = scaled - (scaled - x);
  const xLow = x - xHigh;
  const error =
    xLow * lowParts[scale] -
    (product - xHigh * highParts[scale] - xLow * highParts[scale] - xHigh * lowParts[scale]);
  // The product of nine digits and a power of ten up to 10^9 is exact: its odd part has at most 51 bits.
  return product - high * powersOfTen[lowDigits] - low + error;
}

/** Of the last double that {@link nearestDouble} found: its {@link excess}, and the distance to the next double above it. */
let lastExcess = 0;
let lastUlp = 0;

/**
 * The double nearest to a decimal.
 * @returns NaN when it is too close to call, or zero
 */
export function nearestDouble(decimal: Decimal): number {
  const { high, low, lowDigits, scale } = decimal;
  let x = (high * powersOfTen[lowDigits] + low) / powersOfTen[scale];
  for (let attempt = 0; attempt < 2; attempt++) {
    double[0] = x;
    // Below a power of two the doubles lie closer than above it.
    if (words[0] === 0 && (words[1] & 0xfffff) === 0) return Number.NaN;
    const ulp = ulps[words[1] >>> 20];
    const half = (ulp / 2) * powersOfTen[scale];
    const difference = excess(x, decimal);
    const distance = Math.abs(difference);
    if (distance < half * (1 - doubt)) {
      lastExcess = difference;
      lastUlp = ulp;
      return x;
    }
    if (distance < half * (1 + doubt)) return Number.NaN;
    x += difference > 0 ? -ulp : ulp;
  }
  return Number.NaN;
}

/**
 * True when Python and JavaScript print the double nearest to a decimal with just these digits: no shorter decimal
 * reads back as the same double, and no other of this length is nearer. The last digit must not be zero.
 * @returns false also when it is too close to call
 */
export function isShortest(decimal: Decimal): boolean {
  if (Number.isNaN(nearestDouble(decimal))) return false;
  const difference = lastExcess;
  if (Math.abs(difference) > 0.5 - 1e-6) return false;
  const half = (lastUlp / 2) * powersOfTen[decimal.scale] * (1 + doubt);
  // Decimals with one digit less are the multiples of ten to either side.
  const lastDigit = (decimal.lowDigits === 0 ? decimal.high : decimal.low) % 10;
  return lastDigit + difference > half && 10 - lastDigit - difference > half;
}
