import { type CompetitionReport, competitionsOnFailedData, type GradingReport } from "@mlebench/core";
import { packageVersion, requireWritableDirectory } from "@mlebench/disk";
import {
  gradeSubmissions,
  readSubmissionLines,
  type SubmissionLine,
  saveGradingReport,
} from "@mlebench/grading";
import { find, list, onWarning, registry } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { failedFilesText, scoreText } from "../report-text.js";
import { describeFailure } from "../system-errors.js";
import { formatHeadedTable, formatTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface GradeOptions extends DataOptions, JsonOption {
  /** JSONL file that lists submissions. */
  submission: string;
  outputDir: string;
  /** A second directory that gets the report. */
  copyDir?: string;
  jobs?: number;
  verbose?: boolean;
  /** Data that is known not to be as published makes the command fail, after the report is saved. @default false */
  requireVerified?: boolean;
}

/**
 * Grades all submissions of a list and saves one report on them. What can be checked at once is checked before the
 * first is graded, and lines with unknown competitions are reported and not graded. A report that cannot be saved goes to standard output.
 */
export async function grade(options: GradeOptions): Promise<number> {
  const lines = readSubmissionLines(options.submission);
  // As in the Python reference, it is a report on nothing.
  if (lines.length === 0) warn(`No submissions in the list (${options.submission}).`);
  const directory = dataDirectory(options);
  requireWritableDirectory(
    options.outputDir,
    "The output directory",
    "Choose another one with `--output-dir`.",
  );
  await tellUnknown(lines);
  const progress = createProgress();
  const report = await gradeSubmissions(lines, {
    registry: registry(),
    dataDirectory: directory,
    jobs: options.jobs,
    alwaysInThreads: true,
    version: packageVersion(import.meta.url),
    onProgress: progress.report,
    onMessage: onWarning,
    onGraderError: options.verbose ? (line, details) => note(`${line.competitionId}: ${details}`) : undefined,
  });
  progress.stop();
  let path: string;
  try {
    path = saveGradingReport(report, options.outputDir);
    if (options.copyDir !== undefined) saveGradingReport(report, options.copyDir);
  } catch (error) {
    printJson(report);
    throw error;
  }
  report.competition_reports.forEach((single, i) => {
    if (single.submission_error !== null) note(`${lineText(lines[i].line)}${failureText(single)}`);
  });
  if (options.json) printJson(report);
  else print(gradingText(report));
  note(`Saved the report to ${path}`);
  const onFailedData = competitionsOnFailedData(report.competition_reports);
  for (const id of onFailedData) {
    const single = report.competition_reports.find(({ competition_id }) => competition_id === id);
    if (single !== undefined) warn(`The data of ${id} failed verification: ${failedFilesText(single)}`);
  }
  if (report.total_grader_errors > 0) return exitCodes.graderError;
  if (options.requireVerified && onFailedData.length > 0) return exitCodes.userError;
  return report.total_not_graded > 0 ? exitCodes.userError : exitCodes.ok;
}

/** Reports unavailable competitions of a list early, while the user can still stop and fix it. */
async function tellUnknown(lines: readonly SubmissionLine[]): Promise<void> {
  const known = new Set(list().map(({ id }) => id));
  for (const { competitionId, line } of lines) {
    if (known.has(competitionId)) continue;
    known.add(competitionId);
    try {
      await find(competitionId);
    } catch (error) {
      warn(`${lineText(line)}${describeFailure(error)} Its submissions will not be graded.`);
    }
  }
}

function lineText(line: number | undefined): string {
  return line === undefined ? "" : `line ${line}: `;
}

function failureText(report: CompetitionReport): string {
  return `${report.competition_id}: ${report.verdict}: ${report.submission_error}`;
}

function gradingText(report: GradingReport): string {
  const rows = report.competition_reports.map((single) => [
    single.competition_id,
    scoreText(single),
    single.medal ?? "–",
    single.above_median ? "yes" : "no",
    single.verdict,
    single.submission_path,
  ]);
  const totals: [string, number][] = [
    ["runs", report.total_runs],
    ["with a submission", report.total_runs_with_submissions],
    ["valid submissions", report.total_valid_submissions],
    ["above the median", report.total_above_median],
    ["medals", report.total_medals],
    ["  gold", report.total_gold_medals],
    ["  silver", report.total_silver_medals],
    ["  bronze", report.total_bronze_medals],
    ["grader errors", report.total_grader_errors],
    ["not graded", report.total_not_graded],
  ];
  const sums = formatTable(
    totals.map(([name, count]) => [name, String(count)]),
    [1],
  );
  const header = ["competition", "score", "medal", "above median", "verdict", "submission"];
  return rows.length === 0 ? sums : `${formatHeadedTable(header, rows, [1])}\n\n${sums}`;
}
