import { range, swap, type TypedArray } from "./arrays.js";
import { drawBinomial, drawMultinomial } from "./binomial.js";
import { requireCount, requireIntegerBounds, requireLength } from "./checks.js";
import { type ChoiceOptions, choose, oneOrMany, type SizedChoiceOptions } from "./draws.js";
import { type Mt19937, nextDouble, nextUint32, seedMt19937, seedMt19937ByArray } from "./mt19937.js";
import { createPolarNormal } from "./polar-normal.js";
import { requireMultinomialProbabilities } from "./probabilities.js";

/**
 * NumPy's legacy generator, `np.random.RandomState` (also behind `np.random.seed` and scikit-learn's and pandas'
 * `random_state`). Every method draws what NumPy 2.2 draws, in the same order.
 */
export interface RandomState {
  /** A double in [0, 1), or `size` of them (`random`, `random_sample`, `rand`). */
  random(): number;
  random(size: number): Float64Array;
  /**
   * An integer in [low, high), or `size` of them, as `randint` draws its default 64-bit integers.
   * @throws RangeError unless both are safe integers and low < high.
   */
  randint(low: number, high: number): number;
  randint(low: number, high: number, size: number): Float64Array;
  /** 0 … n - 1 in random order, or a shuffled copy of an array. */
  permutation(n: number): Uint32Array;
  permutation<A extends TypedArray>(values: A): A;
  permutation<T>(values: readonly T[]): T[];
  /** Reorders an array in place. */
  shuffle(values: unknown[] | TypedArray): void;
  /**
   * Draws from 0 … n - 1, or from the members of an array.
   * @throws RangeError for an empty population, a sample larger than the population without replacement, or
   *   probabilities that do not sum to 1.
   */
  choice(population: number, options?: ChoiceOptions & { size?: undefined }): number;
  choice(population: number, options: SizedChoiceOptions): Uint32Array;
  choice<T>(population: readonly T[], options?: ChoiceOptions & { size?: undefined }): T;
  choice<T>(population: readonly T[], options: SizedChoiceOptions): T[];
  /** A double in [low, high), by default [0, 1), or `size` of them. */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, size: number): Float64Array;
  /**
   * A normal draw with the given mean and standard deviation, by default 0 and 1, or `size` of them. The logarithm
   * in it is rounded correctly; the C library's, which NumPy takes, is not quite, so that about 3 draws in 10,000
   * differ from NumPy's in the last bit.
   */
  normal(mean?: number, deviation?: number): number;
  normal(mean: number, deviation: number, size: number): Float64Array;
  /** A normal draw with mean 0 and standard deviation 1, or `size` of them (`standard_normal`, `randn`). */
  standardNormal(): number;
  standardNormal(size: number): Float64Array;
  /** Successes in `n` trials of probability `p`, or `size` such counts. */
  binomial(n: number, p: number): number;
  binomial(n: number, p: number, size: number): Float64Array;
  /** How many of `n` trials fall in each category of probability `p[i]`, or `size` such arrays. */
  multinomial(n: number, p: ArrayLike<number>): Float64Array;
  multinomial(n: number, p: ArrayLike<number>, size: number): Float64Array[];
}

/** What `createRandomState` accepts: an integer in [0, 2^32), or a non-empty array of them. */
export type RandomStateSeed = number | readonly number[];

function requireSeedWord(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return;
  throw new RangeError(`The seed is ${seed}. Expected an integer from 0 to ${0xffffffff}.`);
}

function seedState(seed: RandomStateSeed): Mt19937 {
  if (typeof seed === "number") {
    requireSeedWord(seed);
    return seedMt19937(seed);
  }
  for (const word of seed) requireSeedWord(word);
  return seedMt19937ByArray(seed);
}

/** The smallest 2^k - 1 that is at least `value`, for 0 ≤ value < 2^32. */
function maskOf(value: number): number {
  return value === 0 ? 0 : 0xffffffff >>> Math.clz32(value);
}

/** An integer in [0, largest], largest < 2^32: draws words until one, cut to enough bits, fits. */
function boundedUint32(state: Mt19937, largest: number): number {
  if (largest === 0) return 0;
  const mask = maskOf(largest);
  let value = (nextUint32(state) & mask) >>> 0;
  while (value > largest) value = (nextUint32(state) & mask) >>> 0;
  return value;
}

/** An integer in [0, largest], 2^32 ≤ largest < 2^53: two words a draw, the high one first. */
function boundedUint53(state: Mt19937, largest: number): number {
  const mask = maskOf(Math.floor(largest / 2 ** 32));
  for (;;) {
    const high = nextUint32(state) & mask;
    const value = high * 2 ** 32 + nextUint32(state);
    if (value <= largest) return value;
  }
}

function shuffleInPlace(state: Mt19937, values: { [index: number]: unknown; readonly length: number }): void {
  for (let i = values.length - 1; i > 0; i--) swap(values, i, boundedUint32(state, i));
}

/** How many exchanges `shufflePositions` draws ahead. */
const batchSize = 1024;

/** Draws the partners of the entries i, i - 1, … into `partners`; all of these need the bits of `mask`. */
function drawPartners(state: Mt19937, partners: Uint32Array, count: number, i: number, mask: number): void {
  for (let k = 0; k < count; k++) {
    const largest = i - k;
    let partner = (nextUint32(state) & mask) >>> 0;
    while (partner > largest) partner = (nextUint32(state) & mask) >>> 0;
    partners[k] = partner;
  }
}

function mixAt(values: Uint32Array, positions: Uint32Array, count: number): number {
  let mixed = 0;
  for (let k = 0; k < count; k++) mixed ^= values[positions[k]];
  return mixed;
}

function exchange(values: Uint32Array, partners: Uint32Array, count: number, i: number): void {
  for (let k = 0; k < count; k++) {
    const j = partners[k];
    const held = values[i - k];
    values[i - k] = values[j];
    values[j] = held;
  }
}

/**
 * `shuffleInPlace` for millions of positions, where waiting for memory is what takes time: partners are drawn in
 * batches and read once, all at the same time, before they change places.
 */
function shufflePositions(state: Mt19937, positions: Uint32Array): void {
  const partners = new Uint32Array(batchSize);
  let touched = 0;
  let i = positions.length - 1;
  while (i > 0) {
    const mask = maskOf(i);
    const count = Math.min(batchSize, i - (mask >>> 1));
    drawPartners(state, partners, count, i, mask);
    touched ^= mixAt(positions, partners, count);
    exchange(positions, partners, count, i);
    i -= count;
  }
  // Without a use of what was read, a compiler may leave out the reads.
  partners[0] = touched;
}

/**
 * NumPy's `np.random.RandomState(seed)`.
 *
 * @param seed - an integer in [0, 2^32), or a non-empty array of such integers.
 * @throws RangeError for any other seed.
 */
export function createRandomState(seed: RandomStateSeed): RandomState {
  const state = seedState(seed);

  const double = () => nextDouble(state);
  const standardNormal = createPolarNormal(double);

  function randint(low: number, high: number, size?: number): number | Float64Array {
    const largest = requireIntegerBounds(low, high, "randint");
    if (largest <= 0xffffffff) return oneOrMany(size, () => low + boundedUint32(state, largest));
    return oneOrMany(size, () => low + boundedUint53(state, largest));
  }

  function permutedRange(n: number): Uint32Array {
    requireLength(n, "The length of a permutation");
    const positions = range(n);
    shufflePositions(state, positions);
    return positions;
  }

  function permutation(values: number | TypedArray | readonly unknown[]) {
    if (typeof values === "number") return permutedRange(values);
    const copy = values.slice() as unknown[] | TypedArray;
    shuffle(copy);
    return copy;
  }

  function shuffle(values: unknown[] | TypedArray): void {
    requireLength(values.length, "The length of an array to shuffle");
    if (values instanceof Uint32Array) shufflePositions(state, values);
    else shuffleInPlace(state, values);
  }

  const draws = {
    double,
    repeated: (n: number, size: number) =>
      Uint32Array.from({ length: size }, () => boundedUint32(state, n - 1)),
    distinct: (n: number, size: number) => permutedRange(n).slice(0, size),
  };

  function uniform(low = 0, high = 1, size?: number): number | Float64Array {
    const width = high - low;
    if (!Number.isFinite(width))
      throw new RangeError(`uniform got ${low} and ${high}. Expected finite bounds.`);
    return oneOrMany(size, () => low + width * double());
  }

  function normal(mean = 0, deviation = 1, size?: number): number | Float64Array {
    if (!(deviation >= 0)) throw new RangeError(`The deviation is ${deviation}. Expected at least 0.`);
    return oneOrMany(size, () => mean + deviation * standardNormal());
  }

  function binomial(n: number, p: number, size?: number): number | Float64Array {
    requireCount(n, "The number of trials");
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p is ${p}. Expected a probability in [0, 1].`);
    return oneOrMany(size, () => drawBinomial(double, n, p));
  }

  function multinomial(n: number, p: ArrayLike<number>, size?: number): Float64Array | Float64Array[] {
    requireCount(n, "The number of trials");
    requireMultinomialProbabilities(p);
    if (size === undefined) return drawMultinomial(double, n, p);
    requireCount(size, "size");
    return Array.from({ length: size }, () => drawMultinomial(double, n, p));
  }

  const methods = {
    random: (size?: number) => oneOrMany(size, double),
    randint,
    permutation,
    shuffle,
    choice: (population: number | readonly unknown[], options?: ChoiceOptions) =>
      choose(draws, population, options),
    uniform,
    normal,
    standardNormal: (size?: number) => oneOrMany(size, standardNormal),
    binomial,
    multinomial,
  };
  return methods as RandomState;
}
