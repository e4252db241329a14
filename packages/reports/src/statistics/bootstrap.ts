import { createGenerator } from "@mlebench/sampling";
import { meanOf } from "./summarize.js";

export interface BootstrapOptions {
  /** @default 9999, as SciPy */
  resamples?: number;
  /** @default 0.95 */
  confidence?: number;
  /** @default 0 */
  seed?: number;
}

export interface Interval {
  lower: number;
  upper: number;
}

/** Intervals of the means of lists of the same length. */
export type Bootstrap = (lists: readonly (readonly number[])[]) => Interval[];

/**
 * A bootstrap with its draws: they depend on the number of values alone, so that lists of the same length, in one call or
 * in several, share them.
 */
export function createBootstrap(options: BootstrapOptions = {}): Bootstrap {
  const { resamples = 9999, confidence = 0.95, seed = 0 } = options;
  const known = new Map<number, Uint32Array>();
  const drawsOf = (n: number): Uint32Array => {
    const draws = known.get(n) ?? Uint32Array.from(createGenerator(seed).integers(0, n, n * resamples));
    known.set(n, draws);
    return draws;
  };
  const alpha = (1 - confidence) / 2;
  return (lists) =>
    lists.map((values) => {
      const means = resampledMeans(values, drawsOf(values.length), resamples);
      return { lower: quantile(means, alpha), upper: quantile(means, 1 - alpha) };
    });
}

/** Sorted. */
function resampledMeans(values: readonly number[], draws: Uint32Array, resamples: number): Float64Array {
  const n = values.length;
  const means = new Float64Array(resamples);
  const drawn: number[] = new Array(n).fill(0);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < n; j++) drawn[j] = values[draws[i * n + j]];
    means[i] = meanOf(drawn);
  }
  return means.sort();
}

/**
 * Interval of the mean by the percentile bootstrap: the one of SciPy's `bootstrap(…, method="percentile")` with a
 * generator of the same seed. `values` is not empty.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Interval {
  return createBootstrap(options)([values])[0];
}

/** Between the two nearest values, linearly. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const part = position - below;
  return sorted[below] * (1 - part) + sorted[above] * part;
}
