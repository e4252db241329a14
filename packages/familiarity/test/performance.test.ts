import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { normalizedPerformance, readGradingReport } from "../src/index.js";
import { directoryWith, removeDirectories } from "./harness-files.js";

afterEach(removeDirectories);

const graded = (competition_id: string, score: number | null, gold_threshold: number | null) => ({
  competition_id,
  score,
  gold_threshold,
});

test("performance is 0 at the sample submission and 1 at gold, whatever the direction, and averaged over reports", () => {
  const reports = [
    graded("up", 0.75, 1),
    graded("up", null, 1),
    graded("down", 2, 1),
    graded("unknown", 1, 2),
    graded("no sample", 1, 2),
    graded("no gold", 1, null),
    graded("flat", 1, 0.5),
  ];
  const samples = new Map([
    ["up", 0.5],
    ["down", 5],
    ["no sample", null],
    ["no gold", 0],
    ["flat", 0.5],
  ]);
  expect(normalizedPerformance(reports, samples)).toEqual(
    new Map([
      ["up", 0.25],
      ["down", 0.75],
    ]),
  );
});

test("reports of the reference are read, with numbers that are none", () => {
  const report =
    '{"competition_reports": [{"competition_id": "a", "score": NaN, "gold_threshold": 1.5, "x": [Infinity]}]}';
  const directory = directoryWith({
    "r.json": report,
    "bad.json": "{",
    "other.json": "{}",
    "odd.json": '{"competition_reports": [{}]}',
  });
  expect(readGradingReport(join(directory, "r.json"))).toEqual([graded("a", null, 1.5)]);
  expect(() => readGradingReport(join(directory, "bad.json"))).toThrow("Invalid JSON in the grading report");
  expect(() => readGradingReport(join(directory, "other.json"))).toThrow("Missing `competition_reports`");
  expect(() => readGradingReport(join(directory, "odd.json"))).toThrow("Missing `competition_id`");
  expect(() => readGradingReport(join(directory, "none.json"))).toThrow("Cannot read the grading report");
});
