import { createRandomState } from "@mlebench/sampling";
import { coefficient, mean, sum } from "./correlation.js";

/** A p-value from rearranged data. */
export interface PermutationTest {
  readonly p: number;
  /** How many rearrangements were compared. */
  readonly permutations: number;
  /** Whether they are all that exist. */
  readonly exact: boolean;
}

/** An interval of percentiles of resampled data. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly resamples: number;
}

/** How many rearrangements or resamples, and from which seed. */
export interface ResamplingOptions {
  readonly seed: number;
  /** @default 9999 */
  readonly resamples?: number;
}

const defaultResamples = 9999;
/** Coefficients that differ by rounding only are equal, as in SciPy. */
const tolerance = 1e-14;

/**
 * How probable so strong a correlation is if the values of y belong to those of x by chance: two-sided, over all
 * rearrangements if there are no more than `resamples`, else over random ones, and y as it is.
 */
export function permutationTest(
  x: readonly number[],
  y: readonly number[],
  { seed, resamples = defaultResamples }: ResamplingOptions,
): PermutationTest {
  const observed = coefficient(x, y);
  if (Number.isNaN(observed)) return { p: Number.NaN, permutations: 0, exact: false };
  const isAsStrong = (order: ArrayLike<number>) =>
    Math.abs(
      coefficient(
        x,
        Array.from(order, (i) => y[i]),
      ),
    ) >=
    Math.abs(observed) * (1 - tolerance);
  if (factorialUpTo(y.length, resamples) <= resamples) {
    const orders = [...permutations(y.length)];
    return { p: orders.filter(isAsStrong).length / orders.length, permutations: orders.length, exact: true };
  }
  const random = createRandomState(seed);
  let strong = 0;
  for (let i = 0; i < resamples; i++) if (isAsStrong(random.permutation(y.length))) strong += 1;
  return { p: (strong + 1) / (resamples + 1), permutations: resamples, exact: false };
}

function factorialUpTo(n: number, limit: number): number {
  let product = 1;
  for (let i = 2; i <= n && product <= limit; i++) product *= i;
  return product;
}

/** All orders of 0 … n−1, by Heap's algorithm. */
function* permutations(n: number): Generator<number[]> {
  const order = Array.from({ length: n }, (_, i) => i);
  const counters = new Array<number>(n).fill(0);
  yield [...order];
  for (let i = 0; i < n; ) {
    if (counters[i] < i) {
      const from = i % 2 === 0 ? 0 : counters[i];
      [order[from], order[i]] = [order[i], order[from]];
      yield [...order];
      counters[i] += 1;
      i = 0;
    } else {
      counters[i] = 0;
      i += 1;
    }
  }
}

/** The 95% interval of Pearson's coefficient by the percentiles of resampled pairs. */
export function bootstrapInterval(
  x: readonly number[],
  y: readonly number[],
  options: ResamplingOptions,
): Interval {
  return percentileInterval(x.length, options, (picked) =>
    coefficient(
      picked.map((i) => x[i]),
      picked.map((i) => y[i]),
    ),
  );
}

/** The mean of paired differences with its 95% interval, and a test that swaps the signs at random. */
export function pairedDifference(
  differences: readonly number[],
  options: ResamplingOptions,
): { mean: number; interval: Interval; p: number } {
  const { seed, resamples = defaultResamples } = options;
  const interval = percentileInterval(differences.length, options, (picked) =>
    mean(picked.map((i) => differences[i])),
  );
  const observed = mean(differences);
  const random = createRandomState(seed);
  let strong = 0;
  for (let i = 0; i < resamples; i++) {
    const signs = random.randint(0, 2, differences.length);
    const total = sum(differences.map((value, k) => (signs[k] === 0 ? value : -value)));
    if (Math.abs(total / differences.length) >= Math.abs(observed) * (1 - tolerance)) strong += 1;
  }
  return {
    mean: observed,
    interval,
    p: differences.length === 0 ? Number.NaN : (strong + 1) / (resamples + 1),
  };
}

function percentileInterval(
  count: number,
  { seed, resamples = defaultResamples }: ResamplingOptions,
  statistic: (picked: number[]) => number,
): Interval {
  const level = 0.95;
  if (count < 3) return { low: Number.NaN, high: Number.NaN, level, resamples: 0 };
  const random = createRandomState(seed);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const value = statistic(Array.from(random.randint(0, count, count)));
    // A resample of equal points has no correlation.
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  return {
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    level,
    resamples: values.length,
  };
}

/** Of sorted values, linear between neighbors, as NumPy's default. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
