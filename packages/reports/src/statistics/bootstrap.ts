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

/** Resampled means are drawn for several lists of the same length at once, since the draws are the same. */
export function bootstrapMeans(
  lists: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): Interval[] {
  const { resamples = 9999, confidence = 0.95, seed = 0 } = options;
  if (lists.length === 0) return [];
  const n = lists[0].length;
  const generator = createGenerator(seed);
  const means = lists.map(() => new Float64Array(resamples));
  const drawn: number[] = new Array(n).fill(0);
  for (let i = 0; i < resamples; i++) {
    const indices = generator.integers(0, n, n);
    lists.forEach((values, list) => {
      for (let j = 0; j < n; j++) drawn[j] = values[indices[j]];
      means[list][i] = meanOf(drawn);
    });
  }
  const alpha = (1 - confidence) / 2;
  return means.map((values) => {
    values.sort();
    return { lower: quantile(values, alpha), upper: quantile(values, 1 - alpha) };
  });
}

/**
 * Interval of the mean by the percentile bootstrap: the one of SciPy's `bootstrap(…, method="percentile")` with a
 * generator of the same seed. `values` is not empty.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Interval {
  return bootstrapMeans([values], options)[0];
}

/** Between the two nearest values, linearly. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const part = position - below;
  return sorted[below] * (1 - part) + sorted[above] * part;
}
