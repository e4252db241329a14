import { type CompetitionReport, type ErrorDetails, UserError } from "@mlebench/core";
import { compareCodePoints } from "./code-points.js";
import { asRecord, readJson } from "./read-json.js";

/** What is counted of a run. */
export const outcomeKeys = [
  "submission_exists",
  "valid_submission",
  "above_median",
  "gold_medal",
  "silver_medal",
  "bronze_medal",
] as const satisfies readonly (keyof CompetitionReport)[];

export type OutcomeKey = (typeof outcomeKeys)[number];

/** One line of a grading report: the reference's keys that matter here; ours where they are there. */
export type GradedLine = Pick<CompetitionReport, "competition_id" | OutcomeKey> &
  Partial<Pick<CompetitionReport, "score" | "submission_path" | "verdict" | "data_kind">>;

/** A grading report of the reference or of ours. */
export interface GradingReportLike {
  competition_reports: readonly GradedLine[];
}

/** One run's outcome and where it was read. */
export interface GradedRun extends Readonly<Record<OutcomeKey, boolean>> {
  competitionId: string;
  score: number | null;
  submissionPath: string | null;
  verdict: string | null;
  dataKind: string | null;
  /** Path of the report, or "report 2" for one that was passed as an object. */
  source: string;
}

/**
 * The runs of several reports. Paths are taken in the order of their spelling and the lines of a report in the order
 * of their competitions, as the reference takes them: this order decides which run belongs to which seed. Reports
 * that are passed as objects keep their order and follow those that are read from files.
 * @throws UserError when a report cannot be read or lacks what is counted
 */
export function readGradedRuns(reports: readonly (string | GradingReportLike)[]): GradedRun[] {
  const paths = reports.filter((report) => typeof report === "string").sort(compareCodePoints);
  const objects = reports.filter((report) => typeof report !== "string");
  return [
    ...paths.flatMap((path) => runsOf(readJson(path, "grading report"), path)),
    ...objects.flatMap((report, i) => runsOf(report, `report ${i + 1}`)),
  ];
}

function runsOf(report: unknown, source: string): GradedRun[] {
  return gradedLines(report, source).map(({ run }) => run);
}

/** A line of a grading report, and what is counted of it. */
export interface GradedReportLine {
  run: GradedRun;
  line: Readonly<Record<string, unknown>>;
}

/**
 * The lines of a grading report in the order of their competitions.
 * @throws UserError when it is none, or lacks what is counted
 */
export function gradedLines(report: unknown, source: string): GradedReportLine[] {
  const lines = asRecord(report)?.competition_reports;
  if (!Array.isArray(lines)) {
    throw new UserError("Not a grading report: list `competition_reports` not found", {
      file: source,
      expected: "what `mlebench grade` writes, a file such as 2026-01-31T12-00-00-GMT_grading_report.json",
    });
  }
  return lines
    .map((line: unknown, i) => ({
      run: gradedRun(line, source, i + 1),
      line: asRecord(line) ?? {},
    }))
    .sort((a, b) => compareCodePoints(a.run.competitionId, b.run.competitionId));
}

/**
 * What is counted of a line of a grading report.
 * @param number of the line, from 1, for messages
 * @throws UserError when it lacks what is counted
 */
export function gradedRun(line: unknown, source: string, number: number): GradedRun {
  const record = asRecord(line);
  const fail = (message: string, details: ErrorDetails = {}): UserError =>
    new UserError(`Entry ${number} of "competition_reports" ${message}`, { file: source, ...details });
  if (record === undefined) throw fail("is not an object");
  const id = record.competition_id;
  if ((typeof id !== "string" && typeof id !== "number") || id === "") throw fail('has no "competition_id"');
  const flag = (key: OutcomeKey): boolean => {
    const value = record[key];
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    if (value === null) return false;
    const state = value === undefined ? "lacks" : "has an invalid value for";
    throw fail(`(${id}) ${state} "${key}"`, { expected: "true or false" });
  };
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    competitionId: String(id),
    submission_exists: flag("submission_exists"),
    valid_submission: flag("valid_submission"),
    above_median: flag("above_median"),
    gold_medal: flag("gold_medal"),
    silver_medal: flag("silver_medal"),
    bronze_medal: flag("bronze_medal"),
    score: typeof record.score === "number" ? record.score : null,
    submissionPath: text(record.submission_path),
    verdict: text(record.verdict),
    dataKind: text(record.data_kind),
    source,
  };
}
