import { type CompetitionReport, stringifyReport } from "@mlebench/core";
import type { Headline, InspectScore, ScoreKey } from "./format.js";
import { jsonNumber } from "./log-json.js";

/** The name of the scorer in `inspect_evals`, so that what reads its logs reads ours. */
export const scorerName = "mle_bench_scorer";

export const scoreKeys = [
  "valid_submission",
  "above_median",
  "any_medal",
] as const satisfies readonly ScoreKey[];

/** What a list of logs shows of a log. */
export const headline: Headline = { scorer: scorerName, score: "any_medal", metric: "accuracy" };

/** Whether a report judges the submission; a grader error, or missing data, says nothing of the agent. */
export function isJudged(report: CompetitionReport): boolean {
  return report.valid_submission !== null;
}

/** The score of a run; its explanation is the report. */
export function scoreOf(report: CompetitionReport): InspectScore {
  const { valid_submission, above_median, any_medal, score, medal, percentile } = report;
  return {
    value: { valid_submission: valid_submission === true, above_median, any_medal },
    ...(report.submission_path !== "None" && { answer: report.submission_path }),
    explanation: stringifyReport(report),
    metadata: { score: jsonNumber(score), medal, percentile, verdict: report.verdict },
  };
}
