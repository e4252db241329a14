import { describe, expect, test } from "vitest";
import { compareResults } from "../compare.mjs";
import { renderComparison } from "../render.mjs";

const spread = (min: number, median: number, max: number) => ({
  median,
  min,
  max,
  values: [min, median, max],
});

describe("comparing two files of results", () => {
  test("finds figures that changed beyond the spread, and only those", () => {
    const before = {
      results: [{ name: "a", size: 1, ours: { cpu: spread(1, 2, 3), wall: spread(1, 2, 3) } }],
    };
    const after = {
      results: [{ name: "a", size: 1, ours: { cpu: spread(0.5, 0.8, 0.9), wall: spread(2, 3, 4) } }],
    };
    const found = compareResults(before, after);
    expect(found.compared).toBe(2);
    expect(found.changes).toMatchObject([{ name: "a", figure: "cpu", isRatio: false, factor: 0.4 }]);
    expect(renderComparison(found)).toEqual([
      "a cpu: 2.00 s → 800 ms, 0.40 × as much (less)",
      "1 of 2 figures changed beyond the spread.",
    ]);
  });

  test("compares ratios where both have them, so that a slower machine is no change", () => {
    const ratios = { cpu: spread(0.2, 0.21, 0.22) };
    const before = { results: [{ name: "a", size: 1, ours: { cpu: spread(1, 1, 1) }, ratios }] };
    const after = { results: [{ name: "a", size: 1, ours: { cpu: spread(9, 9, 9) }, ratios }] };
    expect(compareResults(before, after)).toMatchObject({ compared: 1, changes: [] });
  });

  test("names cases that only one of them has, another size being another case", () => {
    const before = { results: [{ name: "a", size: 1, ours: {} }] };
    const after = { results: [{ name: "a", size: 2, ours: {} }] };
    const lines = renderComparison(compareResults(before, after));
    expect(lines).toEqual([
      "a 1: only in the first file",
      "a 2: only in the second file",
      "0 of 0 figures changed beyond the spread.",
    ]);
  });
});
