import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roundScore } from "../src/index.js";

const rows = JSON.parse(readFileSync(new URL("fixtures/rounding.json", import.meta.url), "utf8")) as [
  number,
  number,
  number,
][];

test("a Python float rounds half to even on its exact binary value", () => {
  for (const [score, python] of rows) expect(roundScore(score, "float"), String(score)).toBe(python);
});

test("a NumPy float64 is scaled, rounded half to even and scaled back", () => {
  for (const [score, , numpy] of rows) expect(roundScore(score, "float64"), String(score)).toBe(numpy);
});

test("the two differ on ties, so that the type of a score matters", () => {
  expect(rows.some(([, python, numpy]) => python !== numpy)).toBe(true);
  expect(roundScore(0.000025, "float")).toBe(0.00003);
  expect(roundScore(0.000025, "float64")).toBe(0.00002);
});

test("what is not finite passes through", () => {
  for (const score of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(roundScore(score, "float")).toBe(score);
    expect(roundScore(score, "float64")).toBe(score);
  }
});
