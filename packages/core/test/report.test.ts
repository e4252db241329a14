import { expect, test } from "vitest";
import {
  aggregateReports,
  type CompetitionFacts,
  competitionReport,
  competitionsOnFailedData,
  stringifyReport,
  timestamp,
} from "../src/index.js";

const facts: CompetitionFacts = {
  id: "toy",
  name: "Toy",
  type: "simple",
  awardsMedals: true,
  metric: "accuracy",
  lowerIsBetter: false,
  scoreType: "float",
  answers: "private/test.csv",
  sampleSubmission: "public/sample_submission.csv",
  goldSubmission: "private/test.csv",
  splits: [],
  category: null,
  sizeGB: null,
  medals: { gold: 0.9, silver: 0.8, bronze: 0.7, median: 0.5 },
  sampleSubmissionScore: null,
  knownIssues: [],
};
const context = {
  submissionPath: "sub.csv",
  dataKind: "real",
  version: "1.0.0",
  now: new Date(2026, 1, 3, 4, 5, 6, 789),
} as const;

/** The reference's keys, in its order; its tools read reports by them. */
const referenceKeys = [
  "competition_id",
  "score",
  "gold_threshold",
  "silver_threshold",
  "bronze_threshold",
  "median_threshold",
  "any_medal",
  "gold_medal",
  "silver_medal",
  "bronze_medal",
  "above_median",
  "submission_exists",
  "valid_submission",
  "is_lower_better",
  "created_at",
  "submission_path",
];

test("a report begins with the reference's keys in its order", () => {
  const report = competitionReport(facts, { verdict: "scored", score: 0.8123456 }, context);
  expect(Object.keys(report).slice(0, referenceKeys.length)).toEqual(referenceKeys);
  expect(report).toMatchObject({
    score: 0.81235,
    score_unrounded: 0.8123456,
    medal: "silver",
    silver_medal: true,
    any_medal: true,
    gold_medal: false,
    above_median: true,
    valid_submission: true,
    created_at: "2026-02-03T04:05:06.789000",
  });
});

test("an invalid submission carries its reason and no score", () => {
  const outcome = { verdict: "invalid", reason: "A column is missing.", submissionExists: true } as const;
  expect(competitionReport(facts, outcome, context)).toMatchObject({
    score: null,
    valid_submission: false,
    submission_exists: true,
    submission_error: "A column is missing.",
    verdict: "invalid",
  });
});

test("a grader's failure is no failure of the submission", () => {
  const outcome = { verdict: "grader-error", reason: "broken", submissionExists: true } as const;
  const report = competitionReport(facts, outcome, context);
  expect(report).toMatchObject({ verdict: "grader-error", score: null, submission_exists: true });
  expect(report.valid_submission).toBeNull();
  const summary = aggregateReports([report]);
  expect(summary).toMatchObject({ total_runs: 1, total_valid_submissions: 0, total_grader_errors: 1 });
});

test("a report of an ungraded run says null, with the reason, and counts as no submission", () => {
  const report = competitionReport(facts, { verdict: "not-graded", reason: "no data" }, context);
  expect(report).toMatchObject({
    submission_exists: null,
    valid_submission: null,
    submission_error: "no data",
    data_verification: null,
    data_failed_files: [],
  });
  expect(aggregateReports([report])).toMatchObject({
    total_runs: 1,
    total_runs_with_submissions: 0,
    total_valid_submissions: 0,
    total_not_graded: 1,
  });
});

test("data that failed verification is named in the report", () => {
  const differs = { state: "differs", failedFiles: ["private/test.csv"] } as const;
  const outcome = { verdict: "scored", score: 1 } as const;
  const reports = [differs, differs, { state: "verified", failedFiles: [] } as const].map((verification, i) =>
    competitionReport({ ...facts, id: `toy${i >> 1}` }, outcome, { ...context, verification }),
  );
  expect(reports[0]).toMatchObject({
    data_verification: "differs",
    data_failed_files: ["private/test.csv"],
  });
  expect(competitionsOnFailedData(reports)).toEqual(["toy0"]);
});

test("an infinite score survives JSON, and NaN leaves a trace", () => {
  const infinite = competitionReport(
    { ...facts, lowerIsBetter: true },
    { verdict: "scored", score: Number.NEGATIVE_INFINITY },
    context,
  );
  const text = stringifyReport(infinite);
  expect(text).toContain('"score": -1e999');
  expect(JSON.parse(text)).toMatchObject({ score: Number.NEGATIVE_INFINITY, gold_medal: true });
  const report = competitionReport(facts, { verdict: "scored", score: Number.NaN }, context);
  expect(JSON.parse(stringifyReport(report))).toMatchObject({
    score: null,
    score_unrounded: "nan",
    valid_submission: true,
    any_medal: false,
  });
});

test("a moment is named as the reference names it", () => {
  expect(timestamp(new Date(Date.UTC(2026, 1, 3, 4, 5, 6)))).toBe("2026-02-03T04-05-06-GMT");
});
