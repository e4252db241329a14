import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type CompetitionReport, type GradingReport, UserError } from "@mlebench/core";
import { asRecord, readJson } from "./read-json.js";

/** A grading report of a run group, and when it was written: ISO 8601, rounded down to seconds. */
export interface DatedReport {
  readonly time: string;
  /** Path of the file. */
  readonly file: string;
  readonly report: Pick<GradingReport, "competition_reports">;
}

const reportName = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-GMT_grading_report\.json$/;

/**
 * The grading reports in a run group's directory, oldest first.
 * @throws UserError for a report that cannot be read
 */
export function readGradingReports(directory: string): DatedReport[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const match = reportName.exec(name);
      if (match === null) return [];
      const file = join(directory, name);
      const time = `${match[1]}T${match[2]}:${match[3]}:${match[4]}.000Z`;
      return [{ time, file, report: readReport(file) }];
    });
}

function readReport(file: string): DatedReport["report"] {
  const report = readJson(file, "grading report");
  if (Array.isArray(asRecord(report)?.competition_reports)) return report as GradingReport;
  throw new UserError("Not a grading report: list `competition_reports` not found", { file });
}

/** What finding a run's report takes; runs of the Python reference have nothing of it but their names. */
export interface ReportedRun {
  readonly competition_id: string;
  /** Null while it works, undefined where it is not recorded. */
  readonly ended_at?: string | null;
  readonly submission?: { readonly kind: string } | null;
}

/**
 * The report on each run, by run ID; of several, the latest. A report from before a run's end is not about what the run
 * came to.
 * @param runs the runs that have begun, in their order
 */
export function reportsByRun(
  runs: Readonly<Record<string, ReportedRun>>,
  reports: readonly DatedReport[],
): Map<string, CompetitionReport> {
  const found = new Map<string, CompetitionReport>();
  for (const { time, report } of reports)
    for (const [runId, line] of reportOf(runs, report.competition_reports)) {
      const { ended_at } = runs[runId];
      const isLater =
        ended_at === undefined || (ended_at !== null && time >= `${ended_at.slice(0, 19)}.000Z`);
      if (isLater) found.set(runId, line);
    }
  return found;
}

/** The run that a graded file belongs to, by its path. */
function runOfPath(path: string, runs: Readonly<Record<string, unknown>>): string | undefined {
  return path.split(/[\\/]/).find((part) => Object.hasOwn(runs, part));
}

/** A copy that a run made of its submission while it worked, as `keepSubmissions` names it. */
const keptName = /[\\/]submissions[\\/]\d{6,}s_[0-9a-f]{12}\.csv$/;

/** Whether a graded file is a submission of the past, which is not what the run came to. */
const isKeptSubmission = (path: string): boolean => keptName.test(path);

function reportOf(
  runs: Readonly<Record<string, ReportedRun>>,
  lines: readonly CompetitionReport[],
): Map<string, CompetitionReport> {
  const found = new Map<string, CompetitionReport>();
  const withoutPath: CompetitionReport[] = [];
  for (const line of lines) {
    const path = typeof line.submission_path === "string" ? line.submission_path : "";
    if (isKeptSubmission(path)) continue;
    const runId = runOfPath(path, runs);
    if (runId === undefined) withoutPath.push(line);
    else found.set(runId, line);
  }
  // A run without a submission has no path: such lines of one competition say the same, and stand in the runs' order.
  for (const [runId, run] of Object.entries(runs)) {
    if (found.has(runId) || run.submission?.kind === "file") continue;
    const index = withoutPath.findIndex(({ competition_id }) => competition_id === run.competition_id);
    if (index !== -1) found.set(runId, withoutPath.splice(index, 1)[0]);
  }
  return found;
}
