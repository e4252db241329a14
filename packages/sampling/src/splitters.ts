import { range } from "./arrays.js";
import { requireCount, requireLength, TooLittleDataError } from "./checks.js";
import { type Classes, classesOf, type Label } from "./classes.js";
import { type RandomSource, randomStateOf, type Split } from "./split.js";
import { type SplitSizes, splitCounts } from "./split-sizes.js";
import { requireStratifiable, stratifiedPartition } from "./stratify.js";

export interface ShuffleSplitOptions extends SplitSizes {
  /** How many independent divisions to make. Default 10 (5 for groups). */
  splits?: number;
  randomState: RandomSource;
}

export interface FoldOptions {
  /** How many folds, at least 2. Default 5. */
  splits?: number;
  /** Whether to deal rows (or groups) to folds at random. Default false. */
  shuffle?: boolean;
  /** Seed or generator; needed with `shuffle`, refused without. */
  randomState?: RandomSource;
}

/** Both parts ascending: the rows for which `inTest` is false, and those for which it is true. */
function divide(n: number, inTest: (row: number) => boolean): Split {
  const train = new Uint32Array(n);
  const test = new Uint32Array(n);
  let trainCount = 0;
  let testCount = 0;
  for (let row = 0; row < n; row++) {
    if (inTest(row)) test[testCount++] = row;
    else train[trainCount++] = row;
  }
  return { train: train.slice(0, trainCount), test: test.slice(0, testCount) };
}

/** One split for every fold, given the fold in which each row is tested. */
function splitsOfFolds(foldOfRow: Uint32Array, splits: number): Split[] {
  return Array.from(range(splits), (fold) => divide(foldOfRow.length, (row) => foldOfRow[row] === fold));
}

function repeat(splits: number, split: () => Split): Split[] {
  requireCount(splits, "splits", 1);
  return Array.from({ length: splits }, split);
}

/** Checks what all k-fold splitters share; returns the generator to shuffle with, if any. */
function prepareFolds(n: number, { splits = 5, shuffle = false, randomState }: FoldOptions) {
  requireLength(n, "The number of rows");
  requireCount(splits, "splits", 2);
  if (splits > n)
    throw new TooLittleDataError(`Cannot make ${splits} folds of ${n} rows. Ask for at most ${n}.`);
  if (shuffle && randomState === undefined)
    throw new RangeError("randomState is missing. Shuffling needs a seed.");
  if (!shuffle && randomState !== undefined) {
    throw new RangeError(
      "randomState has no effect without shuffle: true. Add that, or leave randomState out.",
    );
  }
  return { splits, random: randomState === undefined ? undefined : randomStateOf(randomState) };
}

/** Deals `count` things, in order, to `splits` folds of sizes that differ by at most one, larger folds first. */
function dealInBlocks(order: Uint32Array, splits: number): Uint32Array {
  const small = Math.floor(order.length / splits);
  const larger = order.length % splits;
  const foldOf = new Uint32Array(order.length);
  let next = 0;
  for (let fold = 0; fold < splits; fold++) {
    const end = next + small + (fold < larger ? 1 : 0);
    for (; next < end; next++) foldOf[order[next]] = fold;
  }
  return foldOf;
}

/**
 * scikit-learn's `ShuffleSplit`: independent random divisions of `n` rows. Test size by default 0.1.
 *
 * @throws RangeError when a size is impossible.
 */
export function shuffleSplit(n: number, options: ShuffleSplitOptions): Split[] {
  requireLength(n, "The number of rows");
  const counts = splitCounts(n, options, 0.1);
  const random = randomStateOf(options.randomState);
  return repeat(options.splits ?? 10, () => {
    const order = random.permutation(n);
    return { train: order.slice(counts.test, counts.test + counts.train), test: order.slice(0, counts.test) };
  });
}

/**
 * scikit-learn's `StratifiedShuffleSplit`: independent random divisions that keep the proportions of labels.
 *
 * @param labels - one for each row.
 * @throws RangeError when a size is impossible or a class too small; TypeError for missing or mixed labels.
 */
export function stratifiedShuffleSplit(labels: ArrayLike<Label>, options: ShuffleSplitOptions): Split[] {
  const counts = splitCounts(labels.length, options, 0.1);
  const classes = classesOf(labels, "labels");
  requireStratifiable(classes, counts);
  const random = randomStateOf(options.randomState);
  return repeat(options.splits ?? 10, () => stratifiedPartition(classes, counts, random));
}

/**
 * scikit-learn's `GroupShuffleSplit`: independent random divisions in which no group is in both parts. Sizes count
 * groups, not rows; test size by default 0.2. Rows are ascending in both parts.
 *
 * @param groups - one label for each row.
 * @throws RangeError when a size is impossible; TypeError for missing or mixed labels.
 */
export function groupShuffleSplit(groups: ArrayLike<Label>, options: ShuffleSplitOptions): Split[] {
  const { count, ranks } = classesOf(groups, "groups");
  const sizes = splitCounts(count, options, 0.2, "groups");
  const random = randomStateOf(options.randomState);
  return repeat(options.splits ?? 5, () => {
    const order = random.permutation(count);
    const inTest = new Uint8Array(count);
    const used = new Uint8Array(count);
    for (const [i, group] of order.subarray(0, sizes.test + sizes.train).entries()) {
      used[group] = 1;
      inTest[group] = i < sizes.test ? 1 : 0;
    }
    const { train, test } = divide(ranks.length, (row) => inTest[ranks[row]] === 1);
    return { train: train.filter((row) => used[ranks[row]] === 1), test };
  });
}

/**
 * scikit-learn's `KFold`: every row is tested in exactly one of the splits. Rows are ascending in both parts.
 *
 * @throws RangeError for fewer than 2 folds, more folds than rows, or a seed that does not fit `shuffle`.
 */
export function kFold(n: number, options: FoldOptions = {}): Split[] {
  const { splits, random } = prepareFolds(n, options);
  const order = range(n);
  random?.shuffle(order);
  return splitsOfFolds(dealInBlocks(order, splits), splits);
}

/** Renumbers classes by first appearance, so that the names of labels do not matter. */
function byAppearance({ count, ranks }: Classes): Uint32Array {
  const numberOf = new Map<number, number>();
  for (let row = 0; numberOf.size < count; row++) {
    if (!numberOf.has(ranks[row])) numberOf.set(ranks[row], numberOf.size);
  }
  return ranks.map((rank) => numberOf.get(rank)!);
}

/**
 * scikit-learn's `StratifiedKFold`: every row is tested once, and every fold has the labels in nearly the same
 * proportions.
 *
 * @param labels - one for each row: integers, strings or booleans.
 * @throws RangeError where `kFold` does, when no class has as many rows as there are folds, or for fractional
 *   labels; TypeError for missing or mixed labels.
 */
export function stratifiedKFold(labels: ArrayLike<Label>, options: FoldOptions = {}): Split[] {
  const n = labels.length;
  const { splits, random } = prepareFolds(n, options);
  const classes = classesOf(labels, "labels");
  for (let row = 0; row < n; row++) {
    const label = labels[row];
    if (typeof label !== "number" || Number.isInteger(label)) continue;
    throw new RangeError(`labels[${row}] is ${label}. Expected classes (integers, strings or booleans).`);
  }
  if (classes.sizes.every((size) => splits > size)) {
    throw new TooLittleDataError(`No class has ${splits} rows. Ask for fewer folds.`);
  }
  const numbers = byAppearance(classes);
  const sizes = new Uint32Array(classes.count);
  for (const number of numbers) sizes[number]++;

  // Dealing the rows, sorted by class, to the folds in turn shows how many of each class a fold gets;
  // within a class, each fold then gets one block of rows.
  let dealt = 0;
  const blocks = Array.from(sizes, (size) => {
    const start = dealt;
    dealt += size;
    const folds = Uint32Array.from({ length: size }, (_, i) => (start + i) % splits).sort();
    random?.shuffle(folds);
    return folds;
  });
  const used = new Uint32Array(classes.count);
  return splitsOfFolds(
    numbers.map((number) => blocks[number][used[number]++]),
    splits,
  );
}

/** Gives every group, the largest first, to the fold that has the fewest rows so far. */
function balanceGroups({ count, sizes }: Classes, splits: number): Uint32Array {
  const order = Array.from(range(count)).sort((a, b) => sizes[b] - sizes[a] || b - a);
  const foldRows = new Float64Array(splits);
  const foldOf = new Uint32Array(count);
  for (const group of order) {
    const lightest = foldRows.indexOf(Math.min(...foldRows));
    foldRows[lightest] += sizes[group];
    foldOf[group] = lightest;
  }
  return foldOf;
}

/**
 * scikit-learn's `GroupKFold`: every group is tested in exactly one of the splits. Without `shuffle`, folds are
 * balanced by their numbers of rows; where groups are of equal size, scikit-learn's order depends on the processor
 * (NumPy's unstable sort), and here the group that sorts last goes first.
 *
 * @param groups - one label for each row.
 * @throws RangeError where `kFold` does, or for more folds than groups; TypeError for missing or mixed labels.
 */
export function groupKFold(groups: ArrayLike<Label>, options: FoldOptions = {}): Split[] {
  const { splits, random } = prepareFolds(groups.length, options);
  const classes = classesOf(groups, "groups");
  if (splits > classes.count) {
    throw new TooLittleDataError(
      `Cannot make ${splits} folds of ${classes.count} groups. Ask for fewer folds.`,
    );
  }
  const foldOfGroup = random
    ? dealInBlocks(random.permutation(classes.count), splits)
    : balanceGroups(classes, splits);
  return splitsOfFolds(
    classes.ranks.map((rank) => foldOfGroup[rank]),
    splits,
  );
}
