import { firstOccurrences, upperBound } from "./arrays.js";
import { requireCount, requireLength, TooLittleDataError } from "./checks.js";
import { cumulativeDistribution, requireProbabilities } from "./probabilities.js";

export interface ChoiceOptions {
  /** How many to draw. Without it, `choice` returns one value instead of an array. */
  size?: number;
  /** Whether a member may be drawn more than once. Default true, as in NumPy. */
  replace?: boolean;
  /** One probability for each member of the population, summing to 1. Default: all alike. */
  p?: ArrayLike<number>;
}

export type SizedChoiceOptions = ChoiceOptions & { size: number };

/** How a generator draws positions when all members are alike. */
export interface PositionDraws {
  /** A double in [0, 1). */
  double(): number;
  /** `size` positions below `n` that may repeat. */
  repeated(n: number, size: number): Uint32Array;
  /** `size` different positions below `n`. */
  distinct(n: number, size: number): Uint32Array;
}

/** One draw, or `size` of them in an array. */
export function oneOrMany(size: number | undefined, draw: () => number): number | Float64Array {
  if (size === undefined) return draw();
  requireCount(size, "size");
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = draw();
  return values;
}

function weighted(double: () => number, p: ArrayLike<number>, size: number): Uint32Array {
  const cumulative = cumulativeDistribution(p);
  return Uint32Array.from({ length: size }, () => upperBound(cumulative, double()));
}

/** Draws in rounds: each removes what was found so far, then keeps the first occurrence of every new find. */
function weightedDistinct(double: () => number, p: ArrayLike<number>, size: number): Uint32Array {
  const left = Float64Array.from(p);
  if (left.filter((probability) => probability > 0).length < size) {
    throw new RangeError(
      `p has fewer than ${size} probabilities above 0. A sample of ${size} without replacement needs that many.`,
    );
  }
  const found = new Uint32Array(size);
  let count = 0;
  while (count < size) {
    const drawn = Float64Array.from({ length: size - count }, double);
    for (let i = 0; i < count; i++) left[found[i]] = 0;
    const cumulative = cumulativeDistribution(left);
    const positions = drawn.map((value) => upperBound(cumulative, value));
    for (const first of firstOccurrences(positions)) found[count++] = positions[first];
  }
  return found;
}

function choosePositions(draws: PositionDraws, n: number, size: number, options: ChoiceOptions): Uint32Array {
  const { replace = true, p } = options;
  requireLength(n, "The size of a population");
  requireLength(size, "size");
  if (n === 0 && size > 0) throw new TooLittleDataError("Cannot choose from an empty population.");
  if (p !== undefined) requireProbabilities(p, n);
  if (replace) return p === undefined ? draws.repeated(n, size) : weighted(draws.double, p, size);
  if (size > n)
    throw new TooLittleDataError(`Cannot choose ${size} of ${n} without replacement. Ask for at most ${n}.`);
  return p === undefined ? draws.distinct(n, size) : weightedDistinct(draws.double, p, size);
}

/** NumPy's `choice`: of 0 … n - 1 or of an array's members, one or many. */
export function choose(
  draws: PositionDraws,
  population: number | readonly unknown[],
  options: ChoiceOptions = {},
): unknown {
  const { size } = options;
  const n = typeof population === "number" ? population : population.length;
  const positions = choosePositions(draws, n, size ?? 1, options);
  if (typeof population === "number") return size === undefined ? positions[0] : positions;
  if (size === undefined) return population[positions[0]];
  return Array.from(positions, (position) => population[position]);
}
