import { readFileSync } from "node:fs";
import { join } from "node:path";
import { percentile, readSplit } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { bootstrapMean, compareAgents, passAtK, signTest, summarizeAgent } from "../src/experiments.js";
import { bronze, reportRun } from "./report-runs.js";

interface Paired {
  a: number;
  b: number;
  difference: number;
  interval: [number, number];
  counts: [number, number, number];
  p: number;
}

interface Recorded {
  bootstraps: { values: number[]; resamples: number; seed: number; interval: [number, number] }[];
  signTests: [number, number, number][];
  passAtK: [number, number, number, number][];
  percentiles: Record<string, [number, number][]>;
  comparison: {
    seed: number;
    resamples: number;
    medals: [boolean[][], boolean[][]];
    percentiles: [number[][], number[][]];
    overCompetitions: Record<"anyMedal" | "percentile", Paired>;
    overRuns: Record<"anyMedal" | "percentile", Paired>;
    perSeed: Record<"anyMedal" | "percentile", [number, number]>;
  };
}

const fixture = join(import.meta.dirname, "fixtures/report-numbers.json");
const recorded = JSON.parse(readFileSync(fixture, "utf8")) as Recorded;

test.each(recorded.bootstraps.map((one) => [one.values.length, one.resamples, one] as const))(
  "the bootstrap interval of %d values from %d resamples is SciPy's",
  (_n, resamples, { values, seed, interval }) => {
    const { lower, upper } = bootstrapMean(values, { resamples, seed });
    expect(lower).toBeCloseTo(interval[0], 11);
    expect(upper).toBeCloseTo(interval[1], 11);
  },
);

test.each(recorded.signTests)("the sign test of %d and %d has SciPy's p", (positive, negative, p) => {
  expect(signTest({ positive, negative }) / p).toBeCloseTo(1, 9);
});

test("the sign test of nothing has p = 1", () => {
  expect(signTest({ positive: 0, negative: 0 })).toBe(1);
});

test.each(recorded.passAtK)("pass@k of %d runs, %d of them successful, k = %d", (n, c, k, expected) => {
  expect(passAtK(n, c, k)).toBeCloseTo(expected, 12);
});

describe("percentiles on the human leaderboards", () => {
  const boards = Object.entries(recorded.percentiles);

  test("are recorded of every competition of the benchmark", () => {
    expect(boards.length).toBe(82);
  });

  test.each(boards)("%s: as SciPy's, which counts ties", (id, cases) => {
    const facts = join(import.meta.dirname, "../../../competitions", id, "facts");
    const { lowerIsBetter } = JSON.parse(readFileSync(join(facts, "competition.json"), "utf8")) as {
      lowerIsBetter: boolean;
    };
    const lines = readFileSync(join(facts, "leaderboard.csv"), "utf8").trim().split("\n").slice(1);
    const board = lines.map(Number);
    for (const [score, expected] of cases)
      expect(percentile(score, board, lowerIsBetter), String(score)).toBeCloseTo(expected, 11);
    expect(percentile(board[0], board, lowerIsBetter)).toBe(100);
    expect(percentile(board[board.length - 1], board, lowerIsBetter)).toBeGreaterThan(0);
  });
});

describe("two agents with recorded outcomes", () => {
  const { comparison } = recorded;
  const competitions = readSplit("split75").slice(0, 20);
  const split = { name: "twenty", label: "Twenty", competitions };
  const runs = (["a", "b"] as const).flatMap((agent, which) =>
    competitions.flatMap((competitionId, i) =>
      [0, 1, 2].map((seed) =>
        reportRun({
          agent,
          competitionId,
          seed: seed + 1,
          percentile: comparison.percentiles[which][i][seed],
          ...(comparison.medals[which][i][seed] && bronze),
        }),
      ),
    ),
  );

  test.each(["overCompetitions", "overRuns"] as const)(
    "%s: the numbers are NumPy's and SciPy's",
    (pairing) => {
      const { seed, resamples } = comparison;
      const found = compareAgents(runs, {
        a: "a",
        b: "b",
        split,
        lowerIsBetter: () => false,
        seed,
        resamples,
      });
      for (const metric of ["anyMedal", "percentile"] as const) {
        const expected = comparison[pairing][metric];
        const difference = found?.[pairing][metric];
        if (difference == null) throw new Error(`no difference in ${metric}`);
        expect(difference.a).toBeCloseTo(expected.a, 11);
        expect(difference.b).toBeCloseTo(expected.b, 11);
        expect(difference.difference).toBeCloseTo(expected.difference, 11);
        expect(difference.ciLower).toBeCloseTo(expected.interval[0], 10);
        expect(difference.ciUpper).toBeCloseTo(expected.interval[1], 10);
        expect([difference.aBetter, difference.bBetter, difference.ties]).toEqual(expected.counts);
        expect(difference.signTestP).toBeCloseTo(expected.p, 12);
      }
      expect(found?.[pairing].normalized).toBeNull();
    },
  );

  test("mean and standard error over seeds are NumPy's and SciPy's", () => {
    const { metrics } = summarizeAgent("a", runs, split);
    for (const metric of ["anyMedal", "percentile"] as const) {
      const [mean, standardError] = comparison.perSeed[metric];
      expect(metrics[metric]?.mean).toBeCloseTo(mean, 11);
      expect(metrics[metric]?.standardError).toBeCloseTo(standardError, 11);
      expect(metrics[metric]?.n).toBe(3);
    }
  });
});
