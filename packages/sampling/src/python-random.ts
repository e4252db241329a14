import { createHash } from "node:crypto";
import { swap, upperBound } from "./arrays.js";
import { requireCount, TooLittleDataError } from "./checks.js";
import { type Mt19937, nextDouble, nextUint32, seedMt19937ByArray } from "./mt19937.js";
import { wordsOf } from "./seed-sequence.js";

export interface PythonChoicesOptions {
  /** How many to draw. Default 1. */
  k?: number;
  /** One relative weight for each member; they need not sum to 1. Default: all alike. */
  weights?: readonly number[];
}

/** CPython's `random.Random`: every method draws what Python 3.11 draws, in the same order. */
export interface PythonRandom {
  /** A double in [0, 1). */
  random(): number;
  /** An integer of `bits` random bits, as a bigint. */
  getrandbits(bits: number): bigint;
  /** An integer from `range(start, stop, step)`; with one argument, from `range(stop)`. */
  randrange(stop: number): number;
  randrange(start: number, stop: number, step?: number): number;
  /** An integer in [low, high], both ends included. */
  randint(low: number, high: number): number;
  /** One member of a non-empty array. */
  choice<T>(population: readonly T[]): T;
  /** Reorders an array in place. */
  shuffle(values: unknown[]): void;
  /** `k` members at distinct positions, in order of selection. The population is left as it was. */
  sample<T>(population: readonly T[], k: number): T[];
  /** `k` members drawn with replacement. */
  choices<T>(population: readonly T[], options?: PythonChoicesOptions): T[];
  /** A double between low and high. */
  uniform(low: number, high: number): number;
}

function seedInteger(seed: number | bigint | string): bigint {
  if (typeof seed === "string") {
    const text = Buffer.from(seed, "utf8");
    const digest = createHash("sha512").update(text).digest();
    return BigInt(`0x${Buffer.concat([text, digest]).toString("hex")}`);
  }
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(`The seed is ${seed}. Expected a safe integer, a bigint or a string.`);
  }
  const value = BigInt(seed);
  return value < 0n ? -value : value;
}

/** Python's estimate of a set's size, below which `sample` keeps a list of the entire population instead. */
function listLimit(k: number): number {
  if (k <= 5) return 21;
  // Python takes ceil(log(3k, 4)); 3k is never a power of 4, so counting powers cannot round differently.
  let table = 1;
  while (table < k * 3) table *= 4;
  return 21 + table;
}

/** How many steps fit into a range, the last one begun counted too. */
function stepCount(width: number, step: number): number {
  // Dividing the width itself could round a large quotient; what is left without the remainder divides exactly.
  const remainder = width % step;
  const quotient = (width - remainder) / step;
  return remainder !== 0 && remainder > 0 === step > 0 ? quotient + 1 : quotient;
}

/** @throws RangeError unless the weights have a sum to draw from */
function runningSums(weights: ArrayLike<number>): Float64Array {
  let total = 0;
  const sums = Float64Array.from(weights, (weight) => (total += weight));
  if (total > 0 && total < Number.POSITIVE_INFINITY) return sums;
  throw new RangeError(`The weights sum to ${total}. Expected a finite number above 0.`);
}

/** An integer of so many random bits. */
function randomBits(state: Mt19937, bits: number): bigint {
  requireCount(bits, "The number of random bits");
  let value = 0n;
  let shift = 0n;
  for (let left = bits; left > 0; left -= 32) {
    const word = left < 32 ? nextUint32(state) >>> (32 - left) : nextUint32(state);
    value |= BigInt(word) << shift;
    shift += 32n;
  }
  return value;
}

/**
 * CPython 3.11's `random.Random(seed)`.
 *
 * @param seed - an integer (its sign is ignored, as in Python) or a string (seeding version 2).
 * @throws RangeError for a number that is not a safe integer.
 */
export function createPythonRandom(seed: number | bigint | string): PythonRandom {
  const state = seedMt19937ByArray(wordsOf(seedInteger(seed)));

  /** An integer in [0, n), n ≥ 1 and at most 2^53. */
  function below(n: number): number {
    if (n <= 0xffffffff) {
      const shift = Math.clz32(n);
      let value = nextUint32(state) >>> shift;
      while (value >= n) value = nextUint32(state) >>> shift;
      return value;
    }
    const highShift = Math.clz32(Math.floor(n / 2 ** 32));
    for (;;) {
      const low = nextUint32(state);
      const value = (nextUint32(state) >>> highShift) * 2 ** 32 + low;
      if (value < n) return value;
    }
  }

  function randrange(first: number, second?: number, step = 1): number {
    const [start, stop] = second === undefined ? [0, first] : [first, second];
    const width = stop - start;
    if (![start, stop, step, width].every(Number.isSafeInteger) || step === 0) {
      throw new RangeError(
        `randrange got ${start}, ${stop}, ${step}. Expected safe integers and a step other than 0.`,
      );
    }
    const steps = stepCount(width, step);
    if (steps <= 0)
      throw new RangeError(`range(${start}, ${stop}, ${step}) is empty. Expected at least one number.`);
    return start + step * below(steps);
  }

  function choice<T>(population: readonly T[]): T {
    if (population.length === 0) throw new TooLittleDataError("Cannot choose from an empty population.");
    return population[below(population.length)];
  }

  function shuffle(values: unknown[]): void {
    for (let i = values.length - 1; i > 0; i--) swap(values, i, below(i + 1));
  }

  function sample<T>(population: readonly T[], k: number): T[] {
    const n = population.length;
    requireCount(k, "The size of a sample");
    if (k > n) throw new TooLittleDataError(`Cannot sample ${k} of ${n}. Ask for at most ${n}.`);
    const chosen: T[] = [];
    if (n <= listLimit(k)) {
      const pool = population.slice();
      for (let left = n; left > n - k; left--) {
        const j = below(left);
        chosen.push(pool[j]);
        pool[j] = pool[left - 1];
      }
      return chosen;
    }
    const used = new Set<number>();
    while (chosen.length < k) {
      const j = below(n);
      if (used.has(j)) continue;
      used.add(j);
      chosen.push(population[j]);
    }
    return chosen;
  }

  function choices<T>(population: readonly T[], { k = 1, weights }: PythonChoicesOptions = {}): T[] {
    requireCount(k, "k");
    const n = population.length;
    if (n === 0 && k > 0) throw new TooLittleDataError("Cannot choose from an empty population.");
    if (weights === undefined) {
      return Array.from({ length: k }, () => population[Math.floor(nextDouble(state) * n)]);
    }
    if (weights.length !== n) {
      throw new RangeError(`${weights.length} weights for a population of ${n}. Give one for each.`);
    }
    const sums = runningSums(weights);
    const total = sums[n - 1];
    return Array.from({ length: k }, () => population[upperBound(sums, nextDouble(state) * total, n - 1)]);
  }

  return {
    random: () => nextDouble(state),
    getrandbits: (bits) => randomBits(state, bits),
    randrange,
    randint: (low, high) => randrange(low, high + 1),
    choice,
    shuffle,
    sample,
    choices,
    uniform: (low, high) => low + (high - low) * nextDouble(state),
  };
}
