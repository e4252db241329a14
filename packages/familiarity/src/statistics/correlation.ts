import { incompleteBeta } from "./beta.js";

/** A coefficient and its two-sided p-value. NaN where it is not defined, as for constant values. */
export interface Correlation {
  readonly r: number;
  readonly p: number;
}

/** The p-value of a correlation coefficient with so many degrees of freedom: a two-sided t test. */
function pValue(r: number, degrees: number): number {
  if (Number.isNaN(r)) return Number.NaN;
  // Two points always lie on a line.
  if (degrees <= 0) return degrees === 0 ? 1 : Number.NaN;
  return incompleteBeta((1 - r) * (1 + r), r * r, degrees / 2, 0.5);
}

/** Pearson's correlation with the two-sided p-value of SciPy's `pearsonr`. */
export function pearson(x: readonly number[], y: readonly number[]): Correlation {
  const r = coefficient(x, y);
  return { r, p: pValue(r, x.length - 2) };
}

/** Spearman's correlation with the two-sided p-value of SciPy's `spearmanr`, which has none for two points. */
export function spearman(x: readonly number[], y: readonly number[]): Correlation {
  const { r, p } = pearson(ranks(x), ranks(y));
  return { r, p: x.length === 2 ? Number.NaN : p };
}

/**
 * The correlation of x and y with what both owe to z taken away, and its p-value with one degree of freedom less.
 * The residuals of linear regressions on z, correlated.
 */
export function partialCorrelation(
  x: readonly number[],
  y: readonly number[],
  z: readonly number[],
): Correlation {
  const r = coefficient(residuals(x, z), residuals(y, z));
  return { r, p: pValue(r, x.length - 3) };
}

/** Pearson's coefficient; centered and scaled first, as SciPy does, so that huge values do not overflow. */
export function coefficient(x: readonly number[], y: readonly number[]): number {
  if (x.length < 2) return Number.NaN;
  const [a, b] = [scaled(x), scaled(y)];
  if (a === undefined || b === undefined) return Number.NaN;
  return Math.max(-1, Math.min(1, sum(a.map((value, i) => value * b[i]))));
}

/** Deviations from the mean with length 1; undefined if there are none. */
function scaled(values: readonly number[]): number[] | undefined {
  if (values.every((value) => value === values[0])) return undefined;
  const center = mean(values);
  const deviations = values.map((value) => value - center);
  const most = Math.max(...deviations.map(Math.abs));
  const norm = most * Math.sqrt(sum(deviations.map((value) => (value / most) ** 2)));
  return norm === 0 || !Number.isFinite(norm) ? undefined : deviations.map((value) => value / norm);
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) result[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

function residuals(values: readonly number[], on: readonly number[]): number[] {
  const unit = scaled(on);
  const center = mean(values);
  const deviations = values.map((value) => value - center);
  if (unit === undefined) return deviations;
  const slope = sum(deviations.map((value, i) => value * unit[i]));
  return deviations.map((value, i) => value - slope * unit[i]);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Neumaier's compensated sum: the order of the values does not matter. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
