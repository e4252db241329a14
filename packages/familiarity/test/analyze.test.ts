import { expect, test } from "vitest";
import { parseDeadline } from "../src/analyze.js";
import { analyzeFamiliarity, competitionScores } from "../src/index.js";
import { mean, pearson } from "../src/statistics/correlation.js";

const ids = Array.from({ length: 12 }, (_, i) => `competition-${String(i).padStart(2, "0")}`);
const familiarity = new Map(ids.map((id, i) => [id, 0.3 + 0.02 * i + 0.01 * Math.sin(i * 5)]));
const performance = new Map(ids.map((id, i) => [id, 0.05 * i + 0.1 * Math.cos(i * 3)]));
const resamples = 500;

test("an analysis is over competitions that have both, in order", () => {
  const more = new Map([["zzz", 0.1], ...familiarity, ["aaa", Number.NaN]]);
  const {
    points,
    pearson: found,
    permutation,
    interval,
    givenDeadline,
    overControl,
    plainLessObfuscated,
  } = analyzeFamiliarity({ familiarity: more, performance, resamples });
  expect(points.map(({ id }) => id)).toEqual(ids);
  expect(found).toEqual(
    pearson(
      points.map((point) => point.familiarity),
      points.map((point) => point.performance),
    ),
  );
  expect(permutation.p).toBeLessThan(0.05);
  expect(interval.low).toBeLessThan(found.r);
  expect(interval.high).toBeGreaterThan(found.r);
  expect([givenDeadline, overControl, plainLessObfuscated]).toEqual([null, null, null]);
});

test("deadlines that explain everything leave no correlation", () => {
  const dated = new Map(ids.map((id, i) => [id, `01/${String(i + 1).padStart(2, "0")}/2020 00:00:00`]));
  const rising = new Map(ids.map((id, i) => [id, i + 0.1 * Math.sin(i * 9)]));
  const falling = new Map(ids.map((id, i) => [id, i + 0.1 * Math.sin(i * 4 + 1)]));
  const { pearson: plain, givenDeadline } = analyzeFamiliarity({
    familiarity: rising,
    performance: falling,
    deadlines: dated,
    resamples,
  });
  expect(plain.r).toBeGreaterThan(0.99);
  expect(Math.abs(givenDeadline?.r ?? 1)).toBeLessThan(0.6);
  expect(givenDeadline?.n).toBe(12);
  expect(parseDeadline("01/02/1970 12:00:00")).toBe(1.5);
  expect(parseDeadline("soon")).toBeUndefined();
});

test("a control model that knows the texts as well takes the lead away", () => {
  const control = new Map([...familiarity].map(([id, value], i) => [id, value - 0.01 * (i % 2)]));
  const { overControl } = analyzeFamiliarity({ familiarity, performance, control, resamples });
  expect(overControl?.meanDifference).toBeCloseTo(0.005, 12);
  expect(Math.abs(overControl?.r ?? 1)).toBeLessThan(0.6);
});

test("scores are the mean over documents; obfuscated descriptions are compared apart", () => {
  const score = (familiarity: number) => ({
    familiarity,
    tokens: 1,
    unmeasured: 0,
    meanLogprob: null,
    minKLogprob: null,
    zlibRatio: null,
  });
  const head = { competition: "a", isObfuscated: false };
  const {
    familiarity: means,
    scores,
    obfuscated,
  } = competitionScores([
    { ...head, name: "description.md", score: score(0.4) },
    { ...head, name: "post.txt", score: score(0.2) },
    { ...head, name: "broken.txt", error: "x" },
    { ...head, name: "nothing.txt", score: score(Number.NaN) },
    { ...head, name: "description_obfuscated.md", isObfuscated: true, score: score(0.1) },
  ]);
  expect(means.get("a")).toBe(mean([0.4, 0.2]));
  expect(scores.get("a")).toEqual({ "description.md": 0.4, "post.txt": 0.2 });
  expect(obfuscated.get("a")).toEqual({ plain: 0.4, obfuscated: 0.1 });
  const pairs = new Map(["a", "b", "c", "d"].map((id, i) => [id, { plain: 0.5 + i / 100, obfuscated: 0.4 }]));
  const { plainLessObfuscated } = analyzeFamiliarity({
    familiarity,
    performance,
    obfuscated: pairs,
    resamples,
  });
  expect(plainLessObfuscated?.mean).toBeCloseTo(0.115, 12);
});
