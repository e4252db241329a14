import { generateSeedWords } from "./seed-sequence.js";

/**
 * PCG64 (O'Neill 2014, "PCG: A family of simple fast space-efficient statistically good algorithms for random
 * number generation"): a 128-bit linear congruential generator with the XSL-RR output. A 128-bit number is four
 * 32-bit words, lowest first.
 */
export interface Pcg64 {
  readonly state: Uint32Array;
  readonly increment: Uint32Array;
  /** The words of the latest 64-bit output. */
  low: number;
  high: number;
  /** The upper half of an output, left over when only the lower half was used. */
  spare: number | undefined;
}

/** 47026247687942121848144207491837523525, lowest word first. */
const m0 = 0x9fccf645;
const m1 = 0x4385df64;
const m2 = 0x1fc65da4;
const m3 = 0x2360ed05;
const wordSize = 2 ** 32;

/** The upper 32 bits of the 64-bit product of two words. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const middle = (Math.imul(aLow, bHigh) >>> 0) + (cross & 0xffff);
  return (Math.imul(aHigh, bHigh) >>> 0) + (cross >>> 16) + (middle >>> 16);
}

function lowProduct(a: number, b: number): number {
  return Math.imul(a, b) >>> 0;
}

function advance({ state, increment }: Pcg64): void {
  const [s0, s1, s2, s3] = [state[0], state[1], state[2], state[3]];
  const word0 = lowProduct(s0, m0) + increment[0];
  const word1 =
    highProduct(s0, m0) +
    lowProduct(s0, m1) +
    lowProduct(s1, m0) +
    increment[1] +
    Math.floor(word0 / wordSize);
  const word2 =
    highProduct(s0, m1) +
    highProduct(s1, m0) +
    lowProduct(s0, m2) +
    lowProduct(s1, m1) +
    lowProduct(s2, m0) +
    increment[2] +
    Math.floor(word1 / wordSize);
  const word3 =
    highProduct(s0, m2) +
    highProduct(s1, m1) +
    highProduct(s2, m0) +
    lowProduct(s0, m3) +
    lowProduct(s1, m2) +
    lowProduct(s2, m1) +
    lowProduct(s3, m0) +
    increment[3] +
    Math.floor(word2 / wordSize);
  state[0] = word0;
  state[1] = word1;
  state[2] = word2;
  state[3] = word3;
}

function addInto(target: Uint32Array, addend: Uint32Array): void {
  let carry = 0;
  for (let i = 0; i < target.length; i++) {
    const sum = target[i] + addend[i] + carry;
    target[i] = sum;
    carry = sum >= wordSize ? 1 : 0;
  }
}

/**
 * A generator seeded as NumPy's `PCG64(seed)`.
 *
 * @param entropy - the seed's 32-bit words, lowest first.
 */
export function seedPcg64(entropy: readonly number[]): Pcg64 {
  const words = generateSeedWords(entropy, 8);
  const [a0, a1, a2, a3, b0, b1, b2, b3] = words;
  // Pairs of words are 64-bit numbers, lowest word first; pairs of those are 128-bit numbers, highest first.
  const start = Uint32Array.of(a2, a3, a0, a1);
  const stream = [b2, b3, b0, b1];
  const increment = Uint32Array.from(stream, (word, i) => (word << 1) | (i === 0 ? 1 : stream[i - 1] >>> 31));
  const generator: Pcg64 = { state: new Uint32Array(4), increment, low: 0, high: 0, spare: undefined };
  advance(generator);
  addInto(generator.state, start);
  advance(generator);
  return generator;
}

/** Draws 64 bits into `low` and `high`. */
export function nextUint64(generator: Pcg64): void {
  advance(generator);
  const { state } = generator;
  const low = state[0] ^ state[2];
  const high = state[1] ^ state[3];
  const rotation = state[3] >>> 26;
  const bits = rotation & 31;
  const [first, second] = rotation & 32 ? [high, low] : [low, high];
  if (bits === 0) {
    generator.low = first >>> 0;
    generator.high = second >>> 0;
    return;
  }
  generator.low = ((first >>> bits) | (second << (32 - bits))) >>> 0;
  generator.high = ((second >>> bits) | (first << (32 - bits))) >>> 0;
}

/** The next 32 bits: the lower half of an output, then its upper half. */
export function nextPcgUint32(generator: Pcg64): number {
  if (generator.spare !== undefined) {
    const value = generator.spare;
    generator.spare = undefined;
    return value;
  }
  nextUint64(generator);
  generator.spare = generator.high;
  return generator.low;
}

/** The next double in [0, 1), from the upper 53 bits of an output. */
export function nextPcgDouble(generator: Pcg64): number {
  nextUint64(generator);
  return (generator.high * 2 ** 21 + (generator.low >>> 11)) / 2 ** 53;
}

/** An integer in [0, largest], largest < 2^32, by Lemire's method (2019, "Fast random integer generation"). */
export function boundedUint32(generator: Pcg64, largest: number): number {
  if (largest === 0) return 0;
  if (largest === 0xffffffff) return nextPcgUint32(generator);
  const count = largest + 1;
  let word = nextPcgUint32(generator);
  if (lowProduct(word, count) < count) {
    const threshold = (0xffffffff - largest) % count;
    while (lowProduct(word, count) < threshold) word = nextPcgUint32(generator);
  }
  return highProduct(word, count);
}

/** An integer in [0, largest], 2^32 ≤ largest < 2^53, by Lemire's method. */
export function boundedUint53(generator: Pcg64, largest: number): number {
  const count = BigInt(largest) + 1n;
  const threshold = ((1n << 64n) - count) % count;
  for (;;) {
    nextUint64(generator);
    const product = ((BigInt(generator.high) << 32n) | BigInt(generator.low)) * count;
    if (BigInt.asUintN(64, product) >= threshold) return Number(product >> 64n);
  }
}
