import { expect, test } from "vitest";
import { benchmarkIds, readSplit, splitNames } from "../src/index.js";

test("lists the benchmark's splits in their published sizes and order", () => {
  expect(splitNames()).toContain("low");
  expect(readSplit("low")).toHaveLength(22);
  expect(readSplit("split75")).toHaveLength(75);
  expect(readSplit("low")[0]).toBe("aerial-cactus-identification");
  expect(() => readSplit("lite75")).toThrow(/Unknown split `lite75`/);
  expect(new Set(benchmarkIds()).size).toBe(82);
  expect([...benchmarkIds()].sort()).toEqual([...new Set(splitNames().flatMap(readSplit))].sort());
});
