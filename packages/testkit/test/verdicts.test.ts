import { expect, test } from "vitest";
import { diffVerdict, parseRecordedScore, recordScore, sameScore } from "../src/golden.js";

test("every score survives being recorded", () => {
  for (const score of [0, -0.25, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(parseRecordedScore(JSON.parse(JSON.stringify(recordScore(score))))).toBe(score);
  }
  expect(parseRecordedScore("invalid")).toBeUndefined();
});

test("scores agree to 1e-12 relative, and only in the same way when they are not finite", () => {
  expect(sameScore(1000, 1000 + 1e-10)).toBe(true);
  expect(sameScore(1000, 1000 + 1e-8)).toBe(false);
  expect(sameScore(0, 1e-300)).toBe(false);
  expect(sameScore(0, -0)).toBe(true);
  expect(sameScore(Number.NaN, Number.NaN)).toBe(true);
  expect(sameScore(Number.NaN, 0)).toBe(false);
  expect(sameScore(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(false);
  expect(sameScore(Number.POSITIVE_INFINITY, 1e308)).toBe(false);
});

test("both kinds of exception of the reference require an invalid submission", () => {
  const invalid = { invalid: "Missing column.", cause: undefined };
  expect(diffVerdict(invalid, "invalid")).toBeUndefined();
  expect(diffVerdict(invalid, "KeyError")).toBeUndefined();
  expect(diffVerdict({ broken: "oops", cause: undefined }, "KeyError")).toContain("breaks the grader");
  expect(diffVerdict({ score: 1 }, "KeyError")).toContain("KeyError");
  expect(diffVerdict(invalid, "nan")).toContain("the reference gives NaN");
  expect(diffVerdict({ score: Number.NaN }, "nan")).toBeUndefined();
});
