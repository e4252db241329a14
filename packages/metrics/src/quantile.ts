/**
 * Quantile with linear interpolation between the two nearest values, as `numpy.quantile` computes it by default.
 * NaN if a value is NaN, or without values.
 * @param q from 0 to 1
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  // Typed arrays sort NaN behind all other values.
  if (last < 0 || Number.isNaN(sorted[last])) return Number.NaN;
  const position = last * q;
  const index = Math.min(Math.floor(position), last);
  const [low, high] = [sorted[index], sorted[Math.min(index + 1, last)]];
  const t = position - index;
  const difference = high - low;
  // NumPy interpolates from the nearer end.
  return t >= 0.5 ? high - difference * (1 - t) : low + difference * t;
}
