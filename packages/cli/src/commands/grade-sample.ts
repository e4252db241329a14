import type { CompetitionReport } from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { gradeSubmission } from "@mlebench/grading";
import { find, registry } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { reportText } from "../report-text.js";
import { note, print } from "../terminal.js";

export interface GradeSampleOptions extends DataOptions, JsonOption {
  submission: string;
  competition: string;
  verbose?: boolean;
}

/** Grades one submission and prints its report. */
export async function gradeSample(options: GradeSampleOptions): Promise<number> {
  const competition = await find(options.competition);
  const report = await gradeSubmission(competition, options.submission, {
    dataDirectory: dataDirectory(options),
    source: { registry: registry(), reference: options.competition },
    version: packageVersion(import.meta.url),
    onGraderError: options.verbose ? note : undefined,
  });
  const exitCode = exitCodeOf(report);
  if (options.json) printJson(report);
  else if (exitCode === exitCodes.ok) print(reportText(report));
  if (exitCode !== exitCodes.ok) note(`error: ${failureText(report)}`);
  return exitCode;
}

/** An invalid submission is a result. A missing submission, or one that cannot be graded, is a failure. */
function exitCodeOf(report: CompetitionReport): number {
  if (report.verdict === "grader-error") return exitCodes.graderError;
  return report.verdict !== "not-graded" && report.submission_exists ? exitCodes.ok : exitCodes.userError;
}

function failureText(report: CompetitionReport): string {
  if (report.verdict !== "grader-error") return report.submission_error ?? "";
  return [
    `The grader of \`${report.competition_id}\` failed. The submission was not graded.`,
    report.submission_error,
    "Run again with --verbose for a stack trace.",
  ].join("\n");
}
