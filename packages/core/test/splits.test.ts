import { expect, test } from "vitest";
import { benchmarkIds, isSplit, readSplit, setNames, splitNames } from "../src/index.js";

test("lists the benchmark's splits in their published sizes and order", () => {
  expect(splitNames()).toContain("low");
  expect(readSplit("low")).toHaveLength(22);
  expect(readSplit("split75")).toHaveLength(75);
  expect(readSplit("low")[0]).toBe("aerial-cactus-identification");
  expect(() => readSplit("lite75")).toThrow(/Unknown split `lite75`/);
  expect(new Set(benchmarkIds()).size).toBe(82);
  expect([...benchmarkIds()].sort()).toEqual([...new Set(splitNames().flatMap(readSplit))].sort());
});

test("takes the names of inspect_evals, also as file names, and lists each split once", () => {
  expect(readSplit("mle_bench")).toEqual(["spaceship-titanic"]);
  expect(readSplit("mle_bench_lite")).toBe(readSplit("low"));
  expect(readSplit("mle_bench_full")).toBe(readSplit("split75"));
  expect(readSplit("all.txt")).toBe(readSplit("split75"));
  expect(readSplit("low.txt")).toBe(readSplit("low"));
  expect(isSplit("low.csv") || isSplit("toString") || isSplit("")).toBe(false);
  expect(setNames()).toEqual(expect.arrayContaining(["mle_bench", "low"]));
  expect(splitNames()).not.toContain("mle_bench");
});
