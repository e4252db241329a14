import { range } from "./arrays.js";
import { requireLength } from "./checks.js";
import { classesOf, type Label } from "./classes.js";
import { type RandomSource, randomStateOf, type Split } from "./split.js";
import { type SplitSizes, splitCounts } from "./split-sizes.js";
import { requireStratifiable, stratifiedPartition } from "./stratify.js";

/** Anything with rows that can be picked by position, such as a table. */
export interface Takeable<T> {
  readonly length: number;
  take(rows: Uint32Array): T;
}

export interface TrainTestSplitOptions extends SplitSizes {
  /** An integer counts rows, a fraction is rounded up. Default: what `trainSize` leaves, else 0.25. */
  testSize?: number;
  /** An integer counts rows, a fraction is rounded down. Default: what `testSize` leaves. */
  trainSize?: number;
  /** Seed or generator. Only `shuffle: false` does without. */
  randomState?: RandomSource;
  /** False cuts the rows in two as they stand. Default true. */
  shuffle?: boolean;
  /** A label for every row; both parts then have the labels in the same proportions. */
  stratify?: ArrayLike<Label>;
}

/**
 * Positions of a random division of `n` rows, as `sklearn.model_selection.train_test_split` (1.7) divides them.
 *
 * @param n - number of rows.
 * @returns positions in [0, n), in the order in which scikit-learn returns the rows.
 * @throws RangeError when a size is impossible, there is no seed, or the labels cannot be stratified;
 *   TypeError when labels are missing or of several types.
 */
export function trainTestSplitIndices(n: number, options: TrainTestSplitOptions): Split {
  requireLength(n, "The number of rows");
  const { randomState, shuffle = true, stratify } = options;
  const counts = splitCounts(n, options, 0.25);
  if (!shuffle) {
    if (stratify !== undefined) throw new RangeError("stratify needs shuffling. Leave out shuffle: false.");
    const positions = range(counts.train + counts.test);
    return { train: positions.slice(0, counts.train), test: positions.slice(counts.train) };
  }
  if (randomState === undefined) {
    throw new RangeError(
      "randomState is missing. Give a seed, or shuffle: false to keep the order of the rows.",
    );
  }
  if (stratify === undefined) {
    const order = randomStateOf(randomState).permutation(n);
    return { train: order.slice(counts.test, counts.test + counts.train), test: order.slice(0, counts.test) };
  }
  if (stratify.length !== n) {
    throw new RangeError(`stratify has ${stratify.length} labels for ${n} rows. Give one for each row.`);
  }
  const classes = classesOf(stratify, "stratify");
  requireStratifiable(classes, counts);
  return stratifiedPartition(classes, counts, randomStateOf(randomState));
}

function isTakeable<T>(data: readonly T[] | Takeable<T>): data is Takeable<T> {
  return "take" in data;
}

/**
 * Divides rows at random as `sklearn.model_selection.train_test_split` does.
 *
 * @param data - an array, or anything with `length` and `take(rows)`, such as a table.
 * @throws what `trainTestSplitIndices` throws.
 */
export function trainTestSplit<T>(
  data: readonly T[],
  options: TrainTestSplitOptions,
): { train: T[]; test: T[] };
export function trainTestSplit<T>(data: Takeable<T>, options: TrainTestSplitOptions): { train: T; test: T };
export function trainTestSplit<T>(data: readonly T[] | Takeable<T>, options: TrainTestSplitOptions) {
  const { train, test } = trainTestSplitIndices(data.length, options);
  if (isTakeable(data)) return { train: data.take(train), test: data.take(test) };
  const pick = (rows: Uint32Array) => Array.from(rows, (row) => data[row]);
  return { train: pick(train), test: pick(test) };
}
