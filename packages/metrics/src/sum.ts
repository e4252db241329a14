/** NumPy adds so many values at a time, and the partial sums one after the other. */
const CHUNK = 8192;

/** Longest run that is summed without being halved. */
const BLOCK = 128;

/**
 * Sum of `values[start] … values[end - 1]` in the order in which NumPy adds contiguous float64 values: within chunks
 * of 8192, eight interleaved accumulators in blocks of at most 128, combined as a binary tree.
 * @returns the same bits as `numpy.sum`; 0 for no values
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, end = values.length): number {
  let total = 0;
  for (let i = start; i < end; i += CHUNK) total += sumTree(values, i, Math.min(i + CHUNK, end));
  return total;
}

function sumTree(values: ArrayLike<number>, start: number, end: number): number {
  const length = end - start;
  if (length < 8) {
    let total = 0;
    for (let i = start; i < end; i++) total += values[i];
    return total;
  }
  if (length <= BLOCK) return sumBlock(values, start, end);
  let half = length >> 1;
  half -= half % 8;
  return sumTree(values, start, start + half) + sumTree(values, start + half, end);
}

function sumBlock(values: ArrayLike<number>, start: number, end: number): number {
  let a = values[start];
  let b = values[start + 1];
  let c = values[start + 2];
  let d = values[start + 3];
  let e = values[start + 4];
  let f = values[start + 5];
  let g = values[start + 6];
  let h = values[start + 7];
  const whole = end - ((end - start) % 8);
  let i = start + 8;
  for (; i < whole; i += 8) {
    a += values[i];
    b += values[i + 1];
    c += values[i + 2];
    d += values[i + 3];
    e += values[i + 4];
    f += values[i + 5];
    g += values[i + 6];
    h += values[i + 7];
  }
  let total = a + b + (c + d) + (e + f + (g + h));
  for (; i < end; i++) total += values[i];
  return total;
}

/** Arithmetic mean with NumPy's summation order (`numpy.mean` of float64); NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  return pairwiseSum(values) / values.length;
}

/** Mean of the values that are not NaN (`numpy.nanmean`); NaN when there are none. */
export function nanMean(values: ArrayLike<number>): number {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < kept.length; i++) {
    if (Number.isNaN(values[i])) continue;
    kept[i] = values[i];
    count++;
  }
  return pairwiseSum(kept) / count;
}

/**
 * Weighted mean with NumPy's summation order (`numpy.average`); the plain mean without weights.
 * @throws RangeError when the weights are not as many as the values, or sum to zero
 */
export function average(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (weights === undefined) return mean(values);
  if (weights.length !== values.length) {
    throw new RangeError(`Wrong number of weights: ${weights.length}. Expected ${values.length}.`);
  }
  const scale = pairwiseSum(weights);
  if (scale === 0) throw new RangeError("The weights sum to zero; expected a positive sum.");
  const products = new Float64Array(values.length);
  for (let i = 0; i < products.length; i++) products[i] = values[i] * weights[i];
  return pairwiseSum(products) / scale;
}
