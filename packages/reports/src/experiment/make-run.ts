import type { Medal } from "@mlebench/core";
import type { GradedReportLine } from "../graded-runs.js";
import { type CompetitionContext, normalizedScore, percentileOf } from "./competition-context.js";
import type { ReportRun } from "./report-run.js";

/** A run before it is known which seed of which agent it is. */
export type UnnumberedRun = Omit<ReportRun, "agent" | "seed">;

/** What only a run group knows of a run. */
export type RecordedPart = Pick<
  ReportRun,
  | "runId"
  | "status"
  | "reason"
  | "limit"
  | "exitCode"
  | "hours"
  | "limitHours"
  | "cost"
  | "tokens"
  | "turns"
  | "validations"
  | "hardware"
  | "validationScore"
  | "snapshots"
  | "logEnd"
>;

/** What a run group knows of a run, where only a grading report is there. */
export const notRecorded: RecordedPart = {
  runId: null,
  status: null,
  reason: null,
  limit: null,
  exitCode: null,
  hours: null,
  limitHours: null,
  cost: null,
  tokens: null,
  turns: null,
  validations: null,
  hardware: null,
  validationScore: null,
  snapshots: null,
  logEnd: [],
};

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The best medal of a line. */
export function medalOf(run: {
  gold_medal: boolean;
  silver_medal: boolean;
  bronze_medal: boolean;
}): Medal | null {
  if (run.gold_medal) return "gold";
  if (run.silver_medal) return "silver";
  return run.bronze_medal ? "bronze" : null;
}

/** Puts together what a grading report and a run group say of a run. */
export function makeRun(parts: {
  competitionId: string;
  source: string;
  context: CompetitionContext;
  graded: GradedReportLine | null;
  recorded?: RecordedPart;
  /** Where no report says it. */
  submitted?: boolean;
}): UnnumberedRun {
  const { competitionId, source, context, graded, recorded = notRecorded, submitted = false } = parts;
  const run = graded?.run;
  const line = graded?.line ?? {};
  const score = run?.score ?? null;
  const dataKind = run?.dataKind;
  return {
    competitionId,
    source,
    ...recorded,
    graded: run !== undefined && run.verdict !== "not-graded" && run.verdict !== "grader-error",
    verdict: run?.verdict ?? null,
    submitted: run?.submission_exists ?? submitted,
    valid: run?.valid_submission ?? false,
    aboveMedian: run?.above_median ?? false,
    gold: run?.gold_medal ?? false,
    silver: run?.silver_medal ?? false,
    bronze: run?.bronze_medal ?? false,
    medal: run === undefined ? null : medalOf(run),
    score,
    percentile:
      percentileOf(score, context) ?? (typeof line.percentile === "number" ? line.percentile : null),
    normalized: normalizedScore(score, context),
    submissionError: text(line.submission_error),
    dataKind: dataKind === "real" || dataKind === "miniature" ? dataKind : null,
    dataVerification: text(line.data_verification),
    variant: text(line.variant),
    version: text(line.mlebench_version),
  };
}
