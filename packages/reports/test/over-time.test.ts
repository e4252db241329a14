import { expect, test } from "vitest";
import { pointsInTime, type TimedSubmission, usualTimesUntil } from "../src/index.js";

const at = (seconds: number, changes: Partial<TimedSubmission> = {}): TimedSubmission => ({
  ...{ seconds, valid_submission: true, above_median: false, any_medal: false },
  ...{ gold_medal: false, silver_medal: false, bronze_medal: false },
  ...changes,
});
const bronze = { bronze_medal: true, any_medal: true, above_median: true };

test("a run counts with its latest submission, also if an earlier one was better", () => {
  const runs = [
    [at(10, { valid_submission: false }), at(100, bronze), at(5000)],
    [at(3600, { ...bronze, bronze_medal: false, gold_medal: true })],
    [at(50, { valid_submission: null })],
    [],
  ];
  const points = pointsInTime(runs, [5, 10, 100, 3600, 7200]);
  expect(points.map(({ hours, any_medal_percentage }) => [hours, any_medal_percentage])).toEqual([
    [5 / 3600, 0],
    [10 / 3600, 0],
    [100 / 3600, 25],
    [1, 50],
    [2, 25],
  ]);
  expect(points[0]).toMatchObject({ runs: 4, runs_with_submission: 0, valid_submissions: 0 });
  expect(points[1]).toMatchObject({ runs_with_submission: 1, valid_submissions: 0, not_graded: 0 });
  expect(points[3]).toEqual({
    ...{ seconds: 3600, hours: 1, runs: 4, runs_with_submission: 3, not_graded: 1, valid_submissions: 2 },
    ...{ above_median: 2, gold_medals: 1, silver_medals: 0, bronze_medals: 1, any_medals: 2 },
    any_medal_percentage: 50,
  });
  expect(pointsInTime([], [60])[0]).toMatchObject({ runs: 0, any_medal_percentage: 0 });
});

test("usual times end with the time limit", () => {
  expect(usualTimesUntil(86_400).map((seconds) => seconds / 3600)).toEqual(
    [1 / 12, 0.25, 0.5, 1, 2, 4, 8, 12, 24].slice(-8),
  );
  expect(usualTimesUntil(300)).toEqual([60, 300]);
  expect(usualTimesUntil(5)).toEqual([5]);
});
