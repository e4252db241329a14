/** Round numbers of an axis, about `count` of them, inside a range. */
export function ticks(low: number, high: number, count = 6): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const leading = rough / power;
  const step = (leading < 1.5 ? 1 : leading < 3 ? 2 : leading < 7 ? 5 : 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The range of values with a margin; something around one value. */
export function paddedRange(values: readonly number[], margin = 0.06): { low: number; high: number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = high > low ? (high - low) * margin : Math.max(Math.abs(low) * margin, 0.05);
  return { low: low - pad, high: high + pad };
}
