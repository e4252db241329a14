/**
 * Sine and cosine, correctly rounded in all but about one case in ten thousand. JavaScript leaves their accuracy to
 * the engine, but the angle between two nearly equal directions is made of their last bits.
 */

/** Fraction bits of the integers that the constants are computed with. */
const FRACTION = 200n;
const ONE = 1n << FRACTION;

/** Table points are this far apart. */
const STEP = 1 / 64;

/** Up to here a multiple of π/2 fits the reduction exactly; farther out the engine's functions do. */
const FARTHEST = 1e5;

/** A number as the unevaluated sum of two. */
interface Split {
  high: number;
  low: number;
}

function split(value: bigint): Split {
  const scale = 2 ** Number(FRACTION);
  const high = Number(value) / scale;
  return { high, low: Number(value - BigInt(high * scale)) / scale };
}

/** Machin's formula: π/4 = 4 arctan(1/5) − arctan(1/239). */
function halfPi(): bigint {
  return 2n * (4n * arctangentOfInverse(5n) - arctangentOfInverse(239n));
}

function arctangentOfInverse(n: bigint): bigint {
  let total = 0n;
  let power = ONE / n;
  for (let k = 1n; power !== 0n; k += 2n) {
    total += (k % 4n === 1n ? power : -power) / k;
    power /= n * n;
  }
  return total;
}

/** Taylor series of sine (from the first power) or cosine (from the zeroth). */
function series(x: bigint, first: 0n | 1n): bigint {
  let term = first === 1n ? x : ONE;
  let total = 0n;
  for (let k = first; term !== 0n; k += 2n) {
    total += term;
    term = (-(((term * x) >> FRACTION) * x) >> FRACTION) / ((k + 1n) * (k + 2n));
  }
  return total;
}

interface Constants {
  /** π/2 in three parts, of which the first two times an integer below 2²⁰ are exact. */
  halfPi: [number, number, number];
  /** Sine and cosine at 0, 1/64, 2/64 … π/4. */
  sines: Split[];
  cosines: Split[];
}

let known: Constants | undefined;

function constants(): Constants {
  known ??= computeConstants();
  return known;
}

function computeConstants(): Constants {
  const whole = halfPi();
  const scale = 2 ** Number(FRACTION);
  const first = (whole >> (FRACTION - 32n)) << (FRACTION - 32n);
  const second = ((whole - first) >> (FRACTION - 65n)) << (FRACTION - 65n);
  const points = Array.from({ length: 52 }, (_, j) => (BigInt(j) * ONE) / 64n);
  return {
    halfPi: [Number(first) / scale, Number(second) / scale, Number(whole - first - second) / scale],
    sines: points.map((x) => split(series(x, 1n))),
    cosines: points.map((x) => split(series(x, 0n))),
  };
}

/** 2²⁷ + 1: multiplying by it splits a double into halves with exact products (Dekker 1971). */
const SPLITTER = 134217729;

/** The rounding error of `product`, which is a × b. */
function productError(a: number, b: number, product: number): number {
  const bigA = SPLITTER * a;
  const highA = bigA - (bigA - a);
  const lowA = a - highA;
  const bigB = SPLITTER * b;
  const highB = bigB - (bigB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** base × (1 + curve) + sign × slope × (d + rest), with an error of 10⁻²⁰ before the one rounding that counts. */
function combine(base: Split, slope: Split, sign: number, d: number, rest: number, curve: number): number {
  const product = sign * slope.high * d;
  const error = productError(sign * slope.high, d, product);
  const sum = base.high + product;
  const shift = sum - base.high;
  const lost = base.high - (sum - shift) + (product - shift);
  return (
    sum + (lost + (error + (base.low + sign * slope.low * d + sign * slope.high * rest + base.high * curve)))
  );
}

/**
 * Sines and cosines of angles in radians.
 * @returns two arrays of the same length; NaN for infinite and missing angles
 */
export function sinesAndCosines(angles: Float64Array): { sines: Float64Array; cosines: Float64Array } {
  const table = constants();
  const [first, second, third] = table.halfPi;
  const sines = new Float64Array(angles.length);
  const cosines = new Float64Array(angles.length);
  for (let i = 0; i < angles.length; i++) {
    const x = angles[i];
    if (!(Math.abs(x) <= FARTHEST)) {
      sines[i] = Math.sin(x);
      cosines[i] = Math.cos(x);
      continue;
    }
    const quarter = Math.round(x / (Math.PI / 2));
    const near = x - quarter * first;
    const correction = quarter * second;
    let reduced = near - correction;
    const shift = reduced - near;
    let tail = near - (reduced - shift) - (correction + shift) - quarter * third;
    const total = reduced + tail;
    tail += reduced - total;
    reduced = total;
    // Sine is odd and cosine even, so the table needs no negative points.
    const sign = reduced < 0 ? -1 : 1;
    const point = Math.round((sign * reduced) / STEP);
    const d = sign * reduced - point * STEP;
    const square = d * d;
    const rest = sign * tail + d * square * (-1 / 6 + square * (1 / 120 - square / 5040));
    const curve = square * (-1 / 2 + square * (1 / 24 - square / 720)) - d * sign * tail;
    const sine = sign * combine(table.sines[point], table.cosines[point], 1, d, rest, curve);
    const cosine = combine(table.cosines[point], table.sines[point], -1, d, rest, curve);
    // The quarter turns taken off rotate (cosine, sine).
    const turn = ((quarter % 4) + 4) % 4;
    sines[i] = turn === 0 ? sine : turn === 1 ? cosine : turn === 2 ? -sine : -cosine;
    cosines[i] = turn === 0 ? cosine : turn === 1 ? -sine : turn === 2 ? -cosine : sine;
  }
  return { sines, cosines };
}
