import { requireLength } from "./checks.js";
import { type RandomSource, randomStateOf } from "./split.js";

export interface SampleOptions {
  /** How many rows. Default 1. */
  n?: number;
  /** Share of the rows, at least 0; their number is rounded, halves to even. Above 1 only with `replace`. */
  frac?: number;
  randomState: RandomSource;
  /** Whether a row may be drawn more than once. Default false. */
  replace?: boolean;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const part = value - floor;
  if (part !== 0.5) return part > 0.5 ? floor + 1 : floor;
  return floor % 2 === 0 ? floor : floor + 1;
}

function sampleCount(length: number, { n, frac, replace = false }: SampleOptions): number {
  if (n !== undefined && frac !== undefined)
    throw new RangeError("Both n and frac are given. Give one of them.");
  if (frac === undefined) {
    requireLength(n ?? 1, "n");
    return n ?? 1;
  }
  if (!(frac >= 0 && frac < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`frac is ${frac}. Expected a finite number that is at least 0.`);
  }
  if (frac > 1 && !replace) throw new RangeError(`frac is ${frac}. Above 1 it needs replace: true.`);
  return roundHalfToEven(frac * length);
}

/**
 * Positions of the rows that pandas' `DataFrame.sample(n | frac, random_state=…, replace=…)` picks, in its order.
 *
 * @param length - number of rows of the table.
 * @throws RangeError when both `n` and `frac` are given, or the sample is larger than the table without `replace`.
 */
export function sampleIndices(length: number, options: SampleOptions): Uint32Array {
  requireLength(length, "The number of rows");
  const size = sampleCount(length, options);
  const random = randomStateOf(options.randomState);
  return random.choice(length, { size, replace: options.replace ?? false });
}
