import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type CompetitionReport, competitionsOnFailedData, timestamp, UserError } from "@mlebench/core";
import { formatDuration, packageVersion, requireWritableDirectory } from "@mlebench/disk";
import { gradeSubmissions, type SubmissionLine, saveReport } from "@mlebench/grading";
import { type PointInTime, pointsInTime, usualTimesUntil } from "@mlebench/reports";
import {
  type GroupState,
  type KeptSubmission,
  listKeptSubmissions,
  type RunRecord,
  readRunGroup,
} from "@mlebench/runner";
import { onWarning, registry } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { DataOptions, JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { failedFilesText } from "../report-text.js";
import { defaultRunsDirectory, runGroupDirectory } from "../run/run-setup.js";
import { formatHeadedTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface GradeOverTimeOptions extends Pick<DataOptions, "dataDir">, JsonOption {
  /** Name or directory of a run group, or its metadata.json. */
  runGroup: string;
  runDir?: string;
  /** @default the run group's directory */
  outputDir?: string;
  /** Seconds from the start of a run. */
  at?: readonly number[];
  jobs?: number;
  verbose?: boolean;
}

/** A submission that was seen in a run, and its copy. */
interface SeenSubmission extends Omit<KeptSubmission, "file"> {
  /** Absolute; null if there is none. */
  path: string | null;
}

interface SeenRun {
  id: string;
  record: RunRecord;
  submissions: SeenSubmission[];
}

/** Grades the submissions that a run group kept over time, and saves one report on all of them. */
export async function gradeOverTime(options: GradeOverTimeOptions): Promise<number> {
  const directory = runGroupDirectory(options.runGroup, resolve(options.runDir ?? defaultRunsDirectory));
  const state = readRunGroup(directory);
  const runs = seenRuns(state, directory);
  const outputDirectory = options.outputDir ?? directory;
  requireWritableDirectory(
    outputDirectory,
    "The output directory",
    "Choose another one with `--output-dir`.",
  );
  const graded = await gradeSeen(runs, state, options);
  const report = overTimeReport({ state, directory, runs, graded, at: options.at });
  let path: string;
  try {
    path = saveReport(report, outputDirectory, { name: "scores_over_time" });
  } catch (error) {
    printJson(report);
    throw error;
  }
  if (options.json) printJson(report);
  else print(pointsText(report.points));
  note(`Saved the report to ${path}`);
  const reports = [...graded.values()];
  for (const id of competitionsOnFailedData(reports)) {
    const one = reports.find(({ competition_id }) => competition_id === id);
    if (one !== undefined) warn(`The data of ${id} failed verification: ${failedFilesText(one)}`);
  }
  if (reports.some(({ verdict }) => verdict === "grader-error")) return exitCodes.graderError;
  return reports.some(({ verdict }) => verdict === "not-graded") ? exitCodes.userError : exitCodes.ok;
}

/**
 * The runs of a group that have begun, with their submissions in order of time.
 * @throws UserError if none kept any
 */
function seenRuns({ runs, plan }: GroupState, directory: string): SeenRun[] {
  const begun = Object.entries(runs).filter(([, { record }]) => record.started_at !== null);
  const seen = begun.map(([id, { record }]) => ({
    id,
    record,
    submissions: submissionsOf(join(directory, id), record),
  }));
  if (seen.some(({ submissions }) => submissions.length > 0)) return seen;
  throw new UserError("The run group kept no submissions over time", {
    file: directory,
    ...(plan.settings.keepSubmissions === 0 && {
      hint: "`run --keep-submissions 100` keeps up to 100 distinct ones per run.",
    }),
  });
}

/** What was kept, and at the end the submission that was collected, also if the run had returned to an earlier one. */
function submissionsOf(directory: string, { submission, seconds, ended_at }: RunRecord): SeenSubmission[] {
  const final = submission?.kind === "file" ? submission : undefined;
  const finalPath = join(directory, "submission", "submission.csv");
  const pathOf = (sha256: string, file: string | null): string | null => {
    if (file !== null) return join(directory, "submissions", file);
    return sha256 === final?.sha256 ? finalPath : null;
  };
  const seen = listKeptSubmissions(directory).map(({ file, ...one }) => ({
    ...one,
    path: pathOf(one.sha256, file),
  }));
  if (seen.length === 0 || final === undefined || seconds === null) return seen;
  if (seen.at(-1)?.sha256 === final.sha256) return seen;
  const { sha256, bytes } = final;
  return [...seen, { seconds, time: ended_at ?? "", sha256, bytes, path: finalPath }];
}

/** @returns reports by path */
async function gradeSeen(
  runs: readonly SeenRun[],
  { plan }: GroupState,
  { dataDir, jobs, verbose }: GradeOverTimeOptions,
): Promise<Map<string, CompetitionReport>> {
  const lines = runs.flatMap(({ record: { competition_id: id }, submissions }): SubmissionLine[] => {
    const competitionId = plan.competition_paths?.[id] ?? id;
    return submissions.flatMap(({ path }) =>
      path === null || !existsSync(path) ? [] : [{ competitionId, submissionPath: path }],
    );
  });
  const progress = createProgress();
  const { competition_reports: reports } = await gradeSubmissions(lines, {
    ...{ registry: registry(), jobs },
    dataDirectory: dataDir === undefined ? plan.data_directory : resolve(dataDir),
    alwaysInThreads: true,
    version: packageVersion(import.meta.url),
    onProgress: progress.report,
    onMessage: onWarning,
    onGraderError: verbose ? (line, details) => note(`${line.submissionPath}: ${details}`) : undefined,
  });
  progress.stop();
  return new Map(reports.map((report, index) => [lines[index].submissionPath, report]));
}

interface ReportParts {
  state: GroupState;
  directory: string;
  runs: readonly SeenRun[];
  graded: ReadonlyMap<string, CompetitionReport>;
  at: readonly number[] | undefined;
}

function overTimeReport({ state, directory, runs, graded, at }: ReportParts) {
  const listed = runs.map((run) => runReport(run, directory, graded));
  const limit = Math.max(...runs.map(({ record }) => record.timeout_seconds));
  return {
    run_group: state.run_group,
    agent: state.plan.agent.id,
    created_at: timestamp(),
    mlebench_version: packageVersion(import.meta.url),
    points: pointsInTime(
      listed.map(({ submissions }) => submissions),
      at === undefined ? usualTimesUntil(limit) : [...at].sort((a, b) => a - b),
    ),
    runs: listed,
  };
}

function runReport(
  { id, record, submissions }: SeenRun,
  directory: string,
  graded: ReadonlyMap<string, CompetitionReport>,
) {
  const reportOf = (path: string | null): CompetitionReport | undefined =>
    path === null ? undefined : graded.get(path);
  const known = submissions.map(({ path }) => reportOf(path)).find((report) => report !== undefined);
  return {
    run_id: id,
    competition_id: record.competition_id,
    seed: record.seed,
    status: record.status,
    /** From the run's start to its end. */
    seconds: record.seconds,
    timeout_seconds: record.timeout_seconds,
    is_lower_better: known?.is_lower_better ?? null,
    gold_threshold: known?.gold_threshold ?? null,
    silver_threshold: known?.silver_threshold ?? null,
    bronze_threshold: known?.bronze_threshold ?? null,
    median_threshold: known?.median_threshold ?? null,
    data_kind: known?.data_kind ?? null,
    data_verification: known?.data_verification ?? null,
    submissions: submissions.map(({ path, ...one }) => ({
      ...one,
      submission_path: path === null ? null : relative(directory, path),
      ...scoreOf(reportOf(path)),
    })),
  };
}

/** What a submission came to; the keys are those of grading reports. */
function scoreOf(report: CompetitionReport | undefined) {
  return {
    score: report?.score ?? null,
    medal: report?.medal ?? null,
    any_medal: report?.any_medal ?? false,
    gold_medal: report?.gold_medal ?? false,
    silver_medal: report?.silver_medal ?? false,
    bronze_medal: report?.bronze_medal ?? false,
    above_median: report?.above_median ?? false,
    percentile: report?.percentile ?? null,
    valid_submission: report?.valid_submission ?? null,
    verdict: report?.verdict ?? "not-kept",
    submission_error: report?.submission_error ?? null,
  };
}

function pointsText(points: readonly PointInTime[]): string {
  const isUncertain = points.some(({ not_graded }) => not_graded > 0);
  const rows = points.map((point) => [
    formatDuration(point.seconds),
    String(point.runs),
    String(point.runs_with_submission),
    ...(isUncertain ? [String(point.not_graded)] : []),
    String(point.valid_submissions),
    String(point.above_median),
    String(point.any_medals),
    `${point.any_medal_percentage.toFixed(1)}%`,
  ]);
  const header = [
    ...["after", "runs", "with a submission", ...(isUncertain ? ["not graded"] : [])],
    ...["valid", "above median", "medals", "any medal"],
  ];
  return formatHeadedTable(
    header,
    rows,
    header.map((_, index) => index),
  );
}
