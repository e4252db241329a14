import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompetitionReport, type GradingReport, UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import type { GroupState, RunRecord } from "@mlebench/runner";
import { begunRuns } from "./logged-run.js";

/** A grading report of a run group, and when it was written: ISO 8601, rounded down to seconds. */
export interface DatedReport {
  readonly time: string;
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
      const time = `${match[1]}T${match[2]}:${match[3]}:${match[4]}.000Z`;
      return [{ time, report: readReport(join(directory, name)) }];
    });
}

function readReport(file: string): DatedReport["report"] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw cannotRead("grading report", cause, file);
  }
  try {
    const report = JSON.parse(text) as GradingReport;
    if (Array.isArray(report.competition_reports)) return report;
  } catch (cause) {
    throw new UserError(`The grading report is not JSON: ${(cause as Error).message}`, { file, cause });
  }
  throw new UserError("Not a grading report: list `competition_reports` not found", { file });
}

/**
 * The report on each run, by run ID; of several, the latest. A report from before a run's end is not about what the run
 * came to.
 */
export function reportsByRun(
  state: GroupState,
  reports: readonly DatedReport[],
): Map<string, CompetitionReport> {
  const found = new Map<string, CompetitionReport>();
  for (const { time, report } of reports)
    for (const [runId, line] of reportOf(state, report.competition_reports)) {
      const { ended_at } = state.runs[runId].record;
      if (ended_at !== null && time >= `${ended_at.slice(0, 19)}.000Z`) found.set(runId, line);
    }
  return found;
}

function reportOf(state: GroupState, lines: readonly CompetitionReport[]): Map<string, CompetitionReport> {
  const found = new Map<string, CompetitionReport>();
  const withoutPath: CompetitionReport[] = [];
  for (const line of lines) {
    const runId = line.submission_path.split(/[\\/]/).find((part) => Object.hasOwn(state.runs, part));
    if (runId === undefined) withoutPath.push(line);
    else found.set(runId, line);
  }
  // A run without a submission has no path: such lines of one competition say the same, and stand in the runs' order.
  for (const [runId, record] of begunRuns(state)) {
    if (found.has(runId) || hasSubmission(record)) continue;
    const index = withoutPath.findIndex(({ competition_id }) => competition_id === record.competition_id);
    if (index !== -1) found.set(runId, withoutPath.splice(index, 1)[0]);
  }
  return found;
}

const hasSubmission = ({ submission }: RunRecord): boolean => submission?.kind === "file";
