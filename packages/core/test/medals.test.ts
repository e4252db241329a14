import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { medalThresholds, percentile, rankScore } from "../src/index.js";

interface Recorded {
  scores: number[];
  lower: boolean;
  thresholds: [number, number, number, number];
  ranks: [number | null, "gold" | "silver" | "bronze" | null, boolean][];
}

const cases = JSON.parse(
  readFileSync(new URL("fixtures/ranking.json", import.meta.url), "utf8"),
) as Recorded[];

test("thresholds of a leaderboard are the reference's, for every size class", () => {
  for (const { scores, thresholds } of cases) {
    const { gold, silver, bronze, median } = medalThresholds(scores);
    expect([gold, silver, bronze, median], `${scores.length} teams`).toEqual(thresholds);
  }
});

test("medals and the median are the reference's", () => {
  for (const { scores, lower, ranks } of cases) {
    const thresholds = medalThresholds(scores);
    for (const [score, medal, aboveMedian] of ranks) {
      expect(rankScore(score, thresholds, lower), `${score} of ${scores.length}`).toEqual({
        medal,
        aboveMedian,
      });
    }
  }
});

test("a leaderboard without scores has no thresholds", () => {
  expect(() => medalThresholds([])).toThrow(RangeError);
});

test("a percentile counts the competitors that are beaten or equalled", () => {
  expect(percentile(0.8, [0.9, 0.8, 0.7, 0.6], false)).toBe(75);
  expect(percentile(0.8, [0.6, 0.7, 0.8, 0.9], true)).toBe(50);
});

test("a score that is not a number earns nothing", () => {
  const thresholds = { gold: 1, silver: 2, bronze: 3, median: 4 };
  expect(rankScore(Number.NaN, thresholds, true)).toEqual({ medal: null, aboveMedian: false });
});
