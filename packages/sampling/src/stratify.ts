import { TooLittleDataError } from "./checks.js";
import { type Classes, rowsByClass } from "./classes.js";
import type { RandomState } from "./numpy-random-state.js";
import type { Split } from "./split.js";

/**
 * Shares `draws` out among classes in proportion to their sizes. Each class first gets its share rounded down;
 * what is left goes to the largest remainders, and equal remainders are drawn for.
 */
function shareOut(sizes: ArrayLike<number>, draws: number, random: RandomState): Uint32Array {
  let total = 0;
  for (let i = 0; i < sizes.length; i++) total += sizes[i];
  const exact = Float64Array.from(sizes, (size) => (size / total) * draws);
  const shares = Uint32Array.from(exact, Math.floor);
  const remainders = exact.map((value, i) => value - shares[i]);
  let left = draws - shares.reduce((sum, share) => sum + share, 0);
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (left <= 0) break;
    const tied = Array.from(remainders.keys()).filter((i) => remainders[i] === remainder);
    const raised = random.choice(tied, { size: Math.min(tied.length, left), replace: false });
    for (const i of raised) shares[i]++;
    left -= raised.length;
  }
  return shares;
}

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @throws RangeError when a class has one row, or a part is too small to hold every class. */
export function requireStratifiable(classes: Classes, counts: { train: number; test: number }): void {
  if (classes.sizes.includes(1)) {
    throw new TooLittleDataError(
      "A class has only one row. Stratifying needs at least two rows of every class.",
    );
  }
  for (const part of ["train", "test"] as const) {
    if (counts[part] >= classes.count) continue;
    throw new TooLittleDataError(
      `The ${part} part would have ${counts[part]} rows for ${classes.count} classes. Make it at least as large.`,
    );
  }
}

/** One split in which both parts have the classes in the proportions of all rows. */
export function stratifiedPartition(
  classes: Classes,
  counts: { train: number; test: number },
  random: RandomState,
): Split {
  const trainShares = shareOut(classes.sizes, counts.train, random);
  const remaining = classes.sizes.map((size, i) => size - trainShares[i]);
  const testShares = shareOut(remaining, counts.test, random);
  const train: Uint32Array[] = [];
  const test: Uint32Array[] = [];
  for (const [i, rows] of rowsByClass(classes).entries()) {
    const shuffled = random.permutation(rows.length).map((position) => rows[position]);
    train.push(shuffled.subarray(0, trainShares[i]));
    test.push(shuffled.subarray(trainShares[i], trainShares[i] + testShares[i]));
  }
  return { train: random.permutation(concatenate(train)), test: random.permutation(concatenate(test)) };
}
