import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { splitEachGroup } from "../src/index.js";

type Case = readonly [
  testSize: number,
  minSize: number,
  sizes: readonly number[],
  parts: readonly (readonly [train: readonly number[], test: readonly number[]])[],
];
const cases = JSON.parse(
  readFileSync(new URL("fixtures/split-groups.json", import.meta.url), "utf8"),
) as readonly Case[];

test("every group is divided as by scikit-learn, small ones by position", () => {
  for (const [testSize, minSize, sizes, parts] of cases) {
    const groups = sizes.map((size) => Array.from({ length: size }, (_, i) => i));
    const split = splitEachGroup(groups, { testSize, randomState: 0, minSize });
    expect(split.map(({ train, test }) => [train, test])).toEqual(parts);
  }
});

test("groups of fewer than five are small by default, and a single member cannot be shuffled", () => {
  const groups = [["a"], ["a", "b", "c", "d"]];
  expect(splitEachGroup(groups, { testSize: 0.2, randomState: 0 })).toEqual([
    { train: ["a"], test: [] },
    { train: ["a", "b", "c"], test: ["d"] },
  ]);
  expect(() => splitEachGroup(groups, { testSize: 0.2, randomState: 0, minSize: 0 })).toThrow(RangeError);
});
