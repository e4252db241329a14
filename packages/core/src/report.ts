import type { CompetitionFacts, KnownIssue, MedalThresholds } from "./facts.js";
import { type Medal, percentile, rankScore } from "./medals.js";
import { roundScore } from "./rounding.js";
import type { Verification, VerificationState } from "./verification-state.js";

/**
 * The three verdicts. `scored`: there is a score. `invalid`: the submission cannot be scored. `grader-error`: the grader
 * failed or the data is damaged; never an agent's failure. `not-graded`: there was nothing to grade with (data not prepared, unknown id).
 */
export type Verdict = "scored" | "invalid" | "grader-error" | "not-graded";

/** What grading one submission came to, before it is ranked. */
export type Outcome =
  | { verdict: "scored"; score: number }
  | { verdict: "invalid"; reason: string; submissionExists: boolean }
  /** `submissionExists` is left out where nobody looked. */
  | { verdict: "grader-error"; reason: string; submissionExists?: boolean }
  | { verdict: "not-graded"; reason: string; submissionExists?: boolean };

/**
 * One graded submission. Keys up to `submission_path` are the reference's, with its types; those after it are ours.
 */
export interface CompetitionReport {
  competition_id: string;
  /** Rounded to five decimals; null without a score, and for NaN, which JSON cannot hold. */
  score: number | null;
  gold_threshold: number;
  silver_threshold: number;
  bronze_threshold: number;
  median_threshold: number;
  any_medal: boolean;
  gold_medal: boolean;
  silver_medal: boolean;
  bronze_medal: boolean;
  above_median: boolean;
  /** Whether there is a CSV file at `submission_path`; null where nobody looked. */
  submission_exists: boolean | null;
  /** Null where the submission was not judged, which `submission_error` says why; the reference reads null as false. */
  valid_submission: boolean | null;
  is_lower_better: boolean;
  /** Local time without zone, as Python's `datetime.isoformat()` writes it. */
  created_at: string;
  submission_path: string;

  verdict: Verdict;
  /** Why there is no score; null when there is one. */
  submission_error: string | null;
  /** What the grader returned; "nan" where it is not a number. */
  score_unrounded: number | "nan" | null;
  medal: Medal | null;
  /** Percentage of human competitors that the score beats or equals; null without a score or a leaderboard. */
  percentile: number | null;
  metric: string | null;
  data_kind: "real" | "miniature" | null;
  /** What the last comparison of the prepared data with the published checksums came to; null where nothing was graded. */
  data_verification: VerificationState | null;
  /** Files that are missing or not as published; empty unless `data_verification` is "differs". */
  data_failed_files: readonly string[];
  known_issues: readonly KnownIssue[];
  mlebench_version: string;
}

/** Many graded submissions; the keys are the reference's, plus the counts of what could not be judged. */
export interface GradingReport {
  total_runs: number;
  total_runs_with_submissions: number;
  total_valid_submissions: number;
  total_medals: number;
  total_gold_medals: number;
  total_silver_medals: number;
  total_bronze_medals: number;
  total_above_median: number;
  competition_reports: CompetitionReport[];
  total_grader_errors: number;
  total_not_graded: number;
}

export interface ReportContext {
  submissionPath: string;
  dataKind: "real" | "miniature" | null;
  /** Of the data that graded; left out where nothing was graded. */
  verification?: Pick<Verification, "state" | "failedFiles">;
  version: string;
  leaderboard?: ArrayLike<number>;
  now?: Date;
}

const noThresholds: MedalThresholds = {
  gold: Number.NaN,
  silver: Number.NaN,
  bronze: Number.NaN,
  median: Number.NaN,
};

/** Builds a report from an outcome. `facts` is only the id when no such competition is known. */
export function competitionReport(
  facts: CompetitionFacts | Pick<CompetitionFacts, "id">,
  outcome: Outcome,
  context: ReportContext,
): CompetitionReport {
  const known = "medals" in facts ? facts : undefined;
  const thresholds = known?.medals ?? noThresholds;
  const lowerIsBetter = known?.lowerIsBetter ?? false;
  const unrounded = outcome.verdict === "scored" ? outcome.score : null;
  const score = unrounded === null ? null : roundScore(unrounded, known?.scoreType ?? "float");
  const { medal, aboveMedian } = rankScore(score, thresholds, lowerIsBetter);
  const ranked = score !== null && !Number.isNaN(score) && context.leaderboard !== undefined;
  return {
    competition_id: facts.id,
    score: score === null || Number.isNaN(score) ? null : score,
    gold_threshold: thresholds.gold,
    silver_threshold: thresholds.silver,
    bronze_threshold: thresholds.bronze,
    median_threshold: thresholds.median,
    any_medal: medal !== null,
    gold_medal: medal === "gold",
    silver_medal: medal === "silver",
    bronze_medal: medal === "bronze",
    above_median: aboveMedian,
    submission_exists: outcome.verdict === "scored" ? true : (outcome.submissionExists ?? null),
    valid_submission: isJudged(outcome) ? outcome.verdict === "scored" : null,
    is_lower_better: lowerIsBetter,
    created_at: pythonIsoFormat(context.now ?? new Date()),
    submission_path: context.submissionPath,
    verdict: outcome.verdict,
    submission_error: outcome.verdict === "scored" ? null : outcome.reason,
    score_unrounded: unrounded !== null && Number.isNaN(unrounded) ? "nan" : unrounded,
    medal,
    percentile: ranked ? percentile(score, context.leaderboard as ArrayLike<number>, lowerIsBetter) : null,
    metric: known?.metric ?? null,
    data_kind: context.dataKind,
    data_verification: context.verification?.state ?? null,
    data_failed_files: context.verification?.failedFiles ?? [],
    known_issues: known?.knownIssues ?? [],
    mlebench_version: context.version,
  };
}

function isJudged({ verdict }: Outcome): boolean {
  return verdict === "scored" || verdict === "invalid";
}

/** IDs of the competitions, each once, with data known to differ from the published data at grading time. */
export function competitionsOnFailedData(reports: readonly CompetitionReport[]): string[] {
  const failed = reports.filter((report) => report.data_verification === "differs");
  return [...new Set(failed.map((report) => report.competition_id))];
}

/** Sums reports as the reference does. */
export function aggregateReports(reports: readonly CompetitionReport[]): GradingReport {
  const count = (test: (report: CompetitionReport) => boolean | null): number =>
    reports.filter((report) => test(report) === true).length;
  return {
    total_runs: reports.length,
    total_runs_with_submissions: count((report) => report.submission_exists),
    total_valid_submissions: count((report) => report.valid_submission),
    total_medals: count((report) => report.any_medal),
    total_gold_medals: count((report) => report.gold_medal),
    total_silver_medals: count((report) => report.silver_medal),
    total_bronze_medals: count((report) => report.bronze_medal),
    total_above_median: count((report) => report.above_median),
    competition_reports: [...reports],
    total_grader_errors: count((report) => report.verdict === "grader-error"),
    total_not_graded: count((report) => report.verdict === "not-graded"),
  };
}

/** `2026-02-03T04:05:06.789000` in local time. */
function pythonIsoFormat(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const milliseconds = date.getMilliseconds();
  return `${day}T${time}${milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}000`}`;
}

/** `2026-02-03T04-05-06-GMT`, the reference's name for a moment, used in file names. */
export function timestamp(date = new Date()): string {
  return `${date.toISOString().slice(0, 19).replaceAll(":", "-")}-GMT`;
}

const infinityMark = "\u0000infinity\u0000";

/**
 * JSON for reports. An infinite score (the log of a zero error) is written as `1e999`, which is valid JSON and reads
 * back as infinity in JavaScript and Python; NaN becomes null.
 */
export function stringifyReport(value: unknown, indent = 2): string {
  const marked = JSON.stringify(
    value,
    (_key, item: unknown) =>
      item === Number.POSITIVE_INFINITY
        ? `${infinityMark}+`
        : item === Number.NEGATIVE_INFINITY
          ? `${infinityMark}-`
          : item,
    indent,
  );
  const quoted = JSON.stringify(infinityMark).slice(0, -1);
  return marked.replaceAll(`${quoted}+"`, "1e999").replaceAll(`${quoted}-"`, "-1e999");
}
