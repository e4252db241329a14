import { describe, expect, it } from "vitest";
import {
  createRandomState,
  type FoldOptions,
  groupKFold,
  groupShuffleSplit,
  kFold,
  type Label,
  type ShuffleSplitOptions,
  type Split,
  sampleIndices,
  shuffleSplit,
  stratifiedKFold,
  stratifiedShuffleSplit,
  type Takeable,
  type TrainTestSplitOptions,
  trainTestSplit,
  trainTestSplitIndices,
} from "../src/index.js";
import { md5OfIntegers, readFixture } from "./support.js";

type Summary = [length: number, md5: string, ...head: number[]];
type Pair = [train: Summary, test: Summary];

const byCount = { shuffleSplit, kFold };
const byLabel = { stratifiedShuffleSplit, groupShuffleSplit, stratifiedKFold, groupKFold };
type SplitterName = keyof typeof byCount | keyof typeof byLabel;

interface Recorded {
  trainTest: [n: number, options: TrainTestSplitOptions, seed: number, expected: Pair | "error"][];
  stratified: [
    kind: string,
    n: number,
    options: TrainTestSplitOptions,
    seed: number,
    expected: Pair | "error",
  ][];
  folds: [name: SplitterName, kind: string | null, n: number, options: object, expected: Pair[] | "error"][];
  samples: [
    n: number,
    options: { n?: number; frac?: number; replace?: boolean },
    seed: number,
    Summary | "error",
  ][];
}

const recorded = readFixture<Recorded>("splits.json");

function summaryOf(values: Uint32Array): Summary {
  return [values.length, md5OfIntegers(values), ...values.slice(0, 2)];
}

function orError<T>(compute: () => T): T | "error" {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return "error";
    throw error;
  }
}

/** The labels of `record_splits.py`. */
function labels(kind: string, n: number): Label[] {
  const names = ["b", "B", "a", "é", "\ufb01", "\u{1f600}", "ab", "", "10", "9"];
  return Array.from({ length: n }, (_, row) => {
    const scrambled = (row * 7919 + Math.floor(row / 3)) % 101;
    if (kind === "two") return scrambled < 30;
    if (kind === "numbers") return ((scrambled % 7) - 3) / 2;
    if (kind === "text") return names[scrambled % 10];
    if (kind === "distinct") return Math.floor((Math.sqrt(8 * row + 1) - 1) / 2);
    return kind === "even" ? row % 5 : scrambled;
  });
}

function pairOf(n: number, options: TrainTestSplitOptions): Pair | "error" {
  return orError(() => {
    const { train, test } = trainTestSplitIndices(n, options);
    return [summaryOf(train), summaryOf(test)];
  });
}

describe("trainTestSplit", () => {
  it("divides as scikit-learn does, and fails where it fails", () => {
    for (const [n, options, seed, expected] of recorded.trainTest) {
      const found = pairOf(n, { randomState: seed, ...options });
      expect(found, JSON.stringify({ n, options, seed })).toEqual(expected);
    }
  });

  it("stratifies as scikit-learn does, and fails where it fails", () => {
    for (const [kind, n, options, seed, expected] of recorded.stratified) {
      const found = pairOf(n, { ...options, randomState: seed, stratify: labels(kind, n) });
      expect(found, JSON.stringify({ kind, n, options, seed })).toEqual(expected);
    }
  });

  it("divides arrays and anything that can take rows", () => {
    const names = ["a", "b", "c", "d", "e"];
    const { train, test } = trainTestSplitIndices(5, { testSize: 2, randomState: 0 });
    const divided = trainTestSplit(names, { testSize: 2, randomState: 0 });
    expect(divided.train).toEqual(Array.from(train, (row) => names[row]));
    expect(divided.test).toEqual(Array.from(test, (row) => names[row]));
    const table: Takeable<string> = {
      length: 5,
      take: (rows) => Array.from(rows, (row) => names[row]).join(""),
    };
    const tables = trainTestSplit(table, { testSize: 2, randomState: 0 });
    expect(tables.train).toBe(divided.train.join(""));
    expect(tables.test).toBe(divided.test.join(""));
  });

  it("goes on drawing from a generator that it is given", () => {
    const shared = createRandomState(7);
    const first = trainTestSplitIndices(100, { randomState: shared });
    const second = trainTestSplitIndices(100, { randomState: shared });
    expect(first).toEqual(trainTestSplitIndices(100, { randomState: 7 }));
    expect(second).not.toEqual(first);
  });

  it("names what is wrong", () => {
    expect(() => trainTestSplitIndices(10, {})).toThrow("randomState is missing");
    expect(() =>
      trainTestSplitIndices(10, { randomState: 0, shuffle: false, stratify: labels("two", 10) }),
    ).toThrow("stratify needs shuffling");
    expect(() => trainTestSplitIndices(3, { randomState: 0, stratify: ["a", "a"] })).toThrow(
      "2 labels for 3 rows",
    );
    expect(() => trainTestSplitIndices(2, { randomState: 0, stratify: [1, Number.NaN] })).toThrow(
      "stratify[1] is missing",
    );
    expect(() => trainTestSplitIndices(2, { randomState: 0, stratify: ["a", 1] })).toThrow(
      "one type of label",
    );
    expect(() => trainTestSplitIndices(10, { randomState: 0, testSize: 10 })).toThrow("testSize is 10");
  });
});

function splitsOf(name: SplitterName, kind: string | null, n: number, options: object): Split[] {
  const given = options as FoldOptions & ShuffleSplitOptions;
  if (name === "kFold" || name === "shuffleSplit") return byCount[name](n, given);
  return byLabel[name](labels(kind ?? "many", n), given);
}

describe("the splitters", () => {
  it("make scikit-learn's splits, and fail where it fails", () => {
    for (const [name, kind, n, options, expected] of recorded.folds) {
      const found = orError(() =>
        splitsOf(name, kind, n, options).map(({ train, test }) => [summaryOf(train), summaryOf(test)]),
      );
      expect(found, JSON.stringify({ name, kind, n, options })).toEqual(expected);
    }
  });

  it("give groups of equal size to folds from the last to the first", () => {
    const tested = groupKFold(["a", "b", "c", "a"], { splits: 2 }).map(({ test }) => Array.from(test));
    expect(tested).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(Array.from(groupKFold(["a", "b"], { splits: 2 })[0].test)).toEqual([1]);
  });

  it("refuse a seed without shuffling, shuffling without a seed, and fractional classes", () => {
    expect(() => kFold(10, { randomState: 0 })).toThrow("no effect");
    expect(() => kFold(10, { shuffle: true })).toThrow("randomState is missing");
    expect(() => kFold(10, { splits: 1 })).toThrow("at least 2");
    expect(() => stratifiedKFold([0.5, 0.5, 1, 1], { splits: 2 })).toThrow("labels[0] is 0.5");
    expect(() => groupKFold(["a", "a", "b"], { splits: 3 })).toThrow("2 groups");
  });
});

describe("sampleIndices", () => {
  it("picks the rows that pandas picks, and fails where it fails", () => {
    for (const [n, options, seed, expected] of recorded.samples) {
      const found = orError(() => summaryOf(sampleIndices(n, { ...options, randomState: seed })));
      expect(found, JSON.stringify({ n, options, seed })).toEqual(expected);
    }
  });
});
