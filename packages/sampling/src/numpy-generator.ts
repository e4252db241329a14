import { range, swap, type TypedArray } from "./arrays.js";
import { requireIntegerBounds, requireLength } from "./checks.js";
import { type ChoiceOptions, choose, oneOrMany, type SizedChoiceOptions } from "./draws.js";
import {
  boundedUint32,
  boundedUint53,
  nextPcgDouble,
  nextPcgUint32,
  type Pcg64,
  seedPcg64,
} from "./pcg64.js";
import { wordsOf } from "./seed-sequence.js";
import { nextZigguratNormal } from "./ziggurat-normal.js";

export interface GeneratorChoiceOptions extends ChoiceOptions {
  /** Without replacement and probabilities, whether the order is random too. Default true. */
  shuffle?: boolean;
}

export type SizedGeneratorChoiceOptions = GeneratorChoiceOptions & SizedChoiceOptions;

/**
 * NumPy's `np.random.default_rng(seed)`: a `Generator` over PCG64. Every method draws what NumPy 2.2 draws, in the
 * same order.
 */
export interface Generator {
  /** A double in [0, 1), or `size` of them. */
  random(): number;
  random(size: number): Float64Array;
  /**
   * An integer in [low, high), or `size` of them, as `integers` draws its default 64-bit integers.
   * @throws RangeError unless both are safe integers and low < high.
   */
  integers(low: number, high: number): number;
  integers(low: number, high: number, size: number): Float64Array;
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
  choice(population: number, options?: GeneratorChoiceOptions & { size?: undefined }): number;
  choice(population: number, options: SizedGeneratorChoiceOptions): Uint32Array;
  choice<T>(population: readonly T[], options?: GeneratorChoiceOptions & { size?: undefined }): T;
  choice<T>(population: readonly T[], options: SizedGeneratorChoiceOptions): T[];
  /** A double in [low, high), by default [0, 1), or `size` of them. */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, size: number): Float64Array;
  /** A normal draw with the given mean and standard deviation, by default 0 and 1, or `size` of them. */
  normal(mean?: number, deviation?: number): number;
  normal(mean: number, deviation: number, size: number): Float64Array;
}

/** What `createGenerator` accepts: a natural number of any size, or an array of them. */
export type GeneratorSeed = number | bigint | readonly (number | bigint)[];

function seedWords(seed: number | bigint): number[] {
  if ((typeof seed === "number" && !Number.isSafeInteger(seed)) || seed < 0) {
    throw new RangeError(
      `The seed is ${seed}. Expected an integer that is at least 0 (a bigint beyond 2^53).`,
    );
  }
  return wordsOf(BigInt(seed));
}

function seedGenerator(seed: GeneratorSeed): Pcg64 {
  if (typeof seed === "number" || typeof seed === "bigint") return seedPcg64(seedWords(seed));
  return seedPcg64(seed.flatMap(seedWords));
}

/** An integer in [0, largest] by masking 32-bit words: NumPy shuffles with it, and bounds all else by Lemire. */
function maskedUint32(generator: Pcg64, largest: number): number {
  const mask = 0xffffffff >>> Math.clz32(largest);
  for (;;) {
    const value = (nextPcgUint32(generator) & mask) >>> 0;
    if (value <= largest) return value;
  }
}

/** Shuffles the end of the positions, from `first` on; each may change places with any before it. */
function shuffleTail(generator: Pcg64, positions: Uint32Array, first: number): void {
  for (let i = positions.length - 1; i >= first; i--) {
    const j = boundedUint32(generator, i);
    const held = positions[j];
    positions[j] = positions[i];
    positions[i] = held;
  }
}

/** Floyd's method: each round adds a position below its bound, or the bound itself if that is taken. */
function floydSample(generator: Pcg64, n: number, size: number): Uint32Array {
  const taken = new Set<number>();
  const sample = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const bound = n - size + i;
    const drawn = boundedUint32(generator, bound);
    const position = taken.has(drawn) ? bound : drawn;
    taken.add(position);
    sample[i] = position;
  }
  return sample;
}

function sampleDistinct(generator: Pcg64, n: number, size: number, shuffle: boolean): Uint32Array {
  if (n > 10_000 && size > Math.floor(n / (shuffle ? 50 : 20))) {
    const positions = range(n);
    shuffleTail(generator, positions, Math.max(n - size, 1));
    return positions.slice(n - size);
  }
  const sample = floydSample(generator, n, size);
  if (shuffle) shuffleTail(generator, sample, 1);
  return sample;
}

/**
 * NumPy's `np.random.default_rng(seed)`.
 *
 * @param seed - a natural number (a bigint beyond 2^53), or an array of them.
 * @throws RangeError for a negative or fractional seed.
 */
export function createGenerator(seed: GeneratorSeed): Generator {
  const generator = seedGenerator(seed);
  const double = () => nextPcgDouble(generator);

  function integers(low: number, high: number, size?: number): number | Float64Array {
    const largest = requireIntegerBounds(low, high, "integers");
    if (largest <= 0xffffffff) return oneOrMany(size, () => low + boundedUint32(generator, largest));
    return oneOrMany(size, () => low + boundedUint53(generator, largest));
  }

  function permutation(values: number | TypedArray | readonly unknown[]) {
    if (typeof values === "number") requireLength(values, "The length of a permutation");
    const copy = typeof values === "number" ? range(values) : (values.slice() as unknown[] | TypedArray);
    shuffle(copy);
    return copy;
  }

  function shuffle(values: unknown[] | TypedArray): void {
    for (let i = values.length - 1; i > 0; i--) swap(values, i, maskedUint32(generator, i));
  }

  function choice(population: number | readonly unknown[], options: GeneratorChoiceOptions = {}): unknown {
    const draws = {
      double,
      repeated: (n: number, size: number) =>
        Uint32Array.from({ length: size }, () => boundedUint32(generator, n - 1)),
      distinct: (n: number, size: number) => sampleDistinct(generator, n, size, options.shuffle ?? true),
    };
    return choose(draws, population, options);
  }

  function uniform(low = 0, high = 1, size?: number): number | Float64Array {
    const width = high - low;
    if (!Number.isFinite(width))
      throw new RangeError(`uniform got ${low} and ${high}. Expected finite bounds.`);
    return oneOrMany(size, () => low + width * double());
  }

  function normal(mean = 0, deviation = 1, size?: number): number | Float64Array {
    if (!(deviation >= 0)) throw new RangeError(`The deviation is ${deviation}. Expected at least 0.`);
    return oneOrMany(size, () => mean + deviation * nextZigguratNormal(generator));
  }

  const methods = {
    random: (size?: number) => oneOrMany(size, double),
    integers,
    permutation,
    shuffle,
    choice,
    uniform,
    normal,
  };
  return methods as Generator;
}
