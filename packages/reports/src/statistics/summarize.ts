/** Mean over seeds with its uncertainty; all in the unit of the values. */
export interface MetricSummary {
  mean: number;
  /** Lower end of the 95 % confidence interval: mean − 1.96 × standard error. */
  ci_lower: number;
  /** Upper end: mean + 1.96 × standard error. */
  ci_upper: number;
  /** Sample standard deviation (n − 1 in the denominator) by the square root of n; 0 for a single value. */
  standard_error: number;
}

/** Two-sided 95 % of a normal distribution, in the two decimals that the reference uses. */
const normalQuantile = 1.96;

/** Summary of one value per seed; `values` is not empty. The last bit is that of NumPy's mean and SciPy's `sem`. */
export function summarize(values: readonly number[]): MetricSummary {
  const mean = meanOf(values);
  const standardError = standardErrorOf(values, mean);
  return {
    mean,
    ci_lower: mean - normalQuantile * standardError,
    ci_upper: mean + normalQuantile * standardError,
    standard_error: standardError,
  };
}

/** NumPy's mean; `values` is not empty. */
export function meanOf(values: readonly number[]): number {
  return pairwiseSum(values) / values.length;
}

function standardErrorOf(values: readonly number[], mean: number): number {
  const n = values.length;
  if (n === 1) return 0;
  const squares = values.map((value) => (value - mean) * (value - mean));
  return Math.sqrt(pairwiseSum(squares) / (n - 1)) / Math.sqrt(n);
}

/** Longest stretch that NumPy adds up without halving it. */
const blockLength = 128;

/** Adds in the order in which NumPy does, since rounding depends on it. */
function pairwiseSum(values: readonly number[], from = 0, to = values.length): number {
  const length = to - from;
  if (length < 8) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i];
    return sum;
  }
  if (length > blockLength) {
    const half = Math.floor(length / 2);
    const middle = from + half - (half % 8);
    return pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to);
  }
  const lanes = values.slice(from, from + 8);
  const end = to - (length % 8);
  for (let i = from + 8; i < end; i++) lanes[(i - from) % 8] += values[i];
  let sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
  for (let i = end; i < to; i++) sum += values[i];
  return sum;
}
