/** What a sign test counts. */
export interface Signs {
  positive: number;
  negative: number;
  zero: number;
}

export function countSigns(differences: readonly number[]): Signs {
  const count = (test: (value: number) => boolean): number => differences.filter(test).length;
  return {
    positive: count((value) => value > 0),
    negative: count((value) => value < 0),
    zero: count((value) => value === 0),
  };
}

/**
 * Two-sided p of the exact sign test: how probable it is that a fair coin gives a split at least as uneven. Zeros are
 * left out. 1 if nothing is left.
 */
export function signTest({ positive, negative }: Pick<Signs, "positive" | "negative">): number {
  const n = positive + negative;
  const fewer = Math.min(positive, negative);
  // Sums of binomial coefficients, exactly: 2^n is beyond doubles for many runs.
  let coefficient = 1n;
  let sum = 0n;
  for (let i = 0; i <= fewer; i++) {
    sum += coefficient;
    coefficient = (coefficient * BigInt(n - i)) / BigInt(i + 1);
  }
  return Math.min(1, ratio(2n * sum, n));
}

/** `value` by 2^n, to the precision of a double. */
function ratio(value: bigint, n: number): number {
  const bits = value.toString(2).length;
  const shift = Math.max(0, bits - 64);
  return Number(value >> BigInt(shift)) * 2 ** (shift - n);
}
