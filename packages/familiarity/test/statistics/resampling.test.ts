import { expect, test } from "vitest";
import { bootstrapInterval, pairedDifference, permutationTest } from "../../src/statistics/resampling.js";

const x = Array.from({ length: 30 }, (_, i) => i + Math.sin(i * 7));
const related = x.map((value, i) => value + 5 * Math.cos(i * 3));
const unrelated = x.map((_, i) => Math.sin(i * i));
const options = { seed: 1, resamples: 999 };

test("a permutation test finds what is related, and depends on nothing but the seed", () => {
  expect(permutationTest(x, related, options)).toEqual({ p: 0.001, permutations: 999, exact: false });
  const { p } = permutationTest(x, unrelated, options);
  expect(p).toBeGreaterThan(0.05);
  expect(permutationTest(x, unrelated, options).p).toBe(p);
  expect(permutationTest(x, unrelated, { ...options, seed: 2 }).p).not.toBe(p);
  expect(permutationTest([1, 1, 1], [1, 2, 3], options).p).toBeNaN();
});

test("a bootstrap interval has the coefficient inside", () => {
  const { low, high, level, resamples } = bootstrapInterval(x, related, options);
  expect([level, resamples]).toEqual([0.95, 999]);
  expect(low).toBeGreaterThan(0.7);
  expect(high).toBeLessThan(1);
  expect(bootstrapInterval([1, 2], [1, 2], options).low).toBeNaN();
});

test("a paired difference has a mean, an interval, and a p-value", () => {
  const found = pairedDifference(
    x.map((_, i) => 0.1 + (i % 3) / 100),
    options,
  );
  expect(found.mean).toBeCloseTo(0.11, 12);
  expect(found.interval.low).toBeGreaterThan(0.1);
  expect(found.p).toBe(0.001);
  expect(pairedDifference([-1, 1, -1, 1], options).p).toBe(1);
});
