/**
 * The natural logarithm, rounded correctly but for rare near-ties. `Math.log` may be off by one in the last bit, and
 * differently on every engine, which would show in normal draws. A pair [high, low] stands for the unevaluated sum
 * of two doubles.
 */
type Pair = readonly [high: number, low: number];

/** ln 2 in two pieces; the first has 32 bits, so that its product with any exponent is exact. */
const ln2High = 6.9314718036912382e-1;
const ln2Low = 1.9082149292705877e-10;
const twoThirds: Pair = [2 / 3, 3.700743415417188e-17];
const scratch = new DataView(new ArrayBuffer(8));

function sumOf(a: number, b: number): Pair {
  const sum = a + b;
  const shadow = sum - a;
  return [sum, a - (sum - shadow) + (b - shadow)];
}

function productOf(a: number, b: number): Pair {
  const splitter = 2 ** 27 + 1;
  const aScaled = splitter * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = splitter * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  const product = a * b;
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function multiply(a: Pair, b: Pair): Pair {
  const [high, low] = productOf(a[0], b[0]);
  return sumOf(high, low + (a[0] * b[1] + a[1] * b[0]));
}

/** Writes x = fraction · 2^exponent with a fraction between √½ and √2. */
function decompose(x: number): { fraction: number; exponent: number } {
  scratch.setFloat64(0, x);
  const upper = scratch.getUint32(0);
  let exponent = (upper >>> 20) - 1023;
  scratch.setUint32(0, (upper & 0xfffff) | 0x3ff00000);
  let fraction = scratch.getFloat64(0);
  if (fraction > Math.SQRT2) {
    fraction /= 2;
    exponent += 1;
  }
  return { fraction, exponent };
}

/**
 * ln x by the series 2(s + s³/3 + s⁵/5 + …) with s = (fraction - 1) / (fraction + 1): two terms in pairs of doubles,
 * the rest, being small, in doubles.
 *
 * @param x - a positive, finite, normal double.
 */
export function preciseLog(x: number): number {
  const { fraction, exponent } = decompose(x);
  const numerator = fraction - 1;
  const [denominator, denominatorLow] = sumOf(fraction, 1);
  const quotient = numerator / denominator;
  const [back, backLow] = productOf(quotient, denominator);
  const s: Pair = [quotient, (numerator - back - backLow - quotient * denominatorLow) / denominator];
  const square = multiply(s, s);
  const cubic = multiply(multiply(square, s), twoThirds);
  const z = square[0];
  let series = 0;
  for (let odd = 29; odd >= 5; odd -= 2) series = series * z + 2 / odd;
  const rest = series * z * z * s[0];

  const [first, firstLow] = sumOf(exponent * ln2High, 2 * s[0]);
  const [second, secondLow] = sumOf(first, cubic[0]);
  return second + (secondLow + firstLow + 2 * s[1] + cubic[1] + exponent * ln2Low + rest);
}
