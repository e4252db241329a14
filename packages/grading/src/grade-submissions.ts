import { resolve } from "node:path";
import { aggregateReports, type CompetitionReport, type GradingReport, type Progress } from "@mlebench/core";
import { mapInThreads, threadShare, threadUrl } from "@mlebench/disk/worker-pool";
import { type CompetitionRegistry, gradeLine, unrankedReport } from "./grade-line.js";
import type { SubmissionLine } from "./submission-lines.js";

export interface GradeManyOptions {
  /** Absolute, or relative to `cwd`. */
  dataDirectory: string;
  /**
   * Module that exports `findCompetition(reference, { cwd, onWarning })`: a file URL or the name of a package that
   * this one can import. It is named and not passed because every thread imports it.
   */
  registry: string;
  /** What relative paths are relative to. @default process.cwd() */
  cwd?: string;
  /** How many submissions are graded at a time, each in a thread of its own. @default the CPUs that this process may use */
  jobs?: number;
  /** Uses threads also for one submission at a time, so that one that takes its thread down takes nothing else. @default false */
  alwaysInThreads?: boolean;
  /** @default this package's version */
  version?: string;
  onProgress?: (progress: Progress) => void;
  /** Warnings, such as a third-party competition package that cannot be read; each once. */
  onMessage?: (message: string) => void;
  /** An unexpected error with its stack; it may hold values of private files. */
  onGraderError?: (line: SubmissionLine, details: string) => void;
}

/** What every grading thread knows. */
export interface GradingSetup {
  registry: string;
  dataDirectory: string;
  cwd: string;
  version: string | undefined;
}

/** What a grading thread says besides its report. */
export interface WorkerEvent {
  type: "message" | "grader-error";
  text: string;
}

/**
 * Grades many submissions, several at a time. Reports stand in the order of `lines`, and a line that cannot be graded
 * is a report with the verdict `not-graded` or `grader-error`, also when a grader crashes its thread.
 */
export async function gradeSubmissions(
  lines: readonly SubmissionLine[],
  options: GradeManyOptions,
): Promise<GradingReport> {
  const cwd = options.cwd ?? process.cwd();
  const setup: GradingSetup = {
    registry: options.registry,
    dataDirectory: resolve(cwd, options.dataDirectory),
    cwd,
    version: options.version,
  };
  const jobs = Math.min(options.jobs ?? threadShare(), lines.length);
  const seen = new Set<string>();
  const handleEvent = (line: SubmissionLine, { type, text }: WorkerEvent): void => {
    if (type === "grader-error") options.onGraderError?.(line, text);
    else if (!seen.has(text)) options.onMessage?.(text);
    seen.add(text);
  };
  const reportProgress = (done: number, total: number): void =>
    options.onProgress?.({ step: "grading", done, total, unit: "submissions" });
  if (lines.length === 0 || (jobs <= 1 && !options.alwaysInThreads))
    return aggregateReports(await gradeHere(lines, setup, handleEvent, reportProgress));
  return aggregateReports(
    await mapInThreads<SubmissionLine, CompetitionReport>(lines, {
      worker: threadUrl("worker", import.meta.url),
      setup,
      jobs,
      onEvent: (remark, line) => handleEvent(line, remark as WorkerEvent),
      onDone: reportProgress,
      onWorkerCrash(line, why) {
        const reason = `The grader thread crashed: ${why}.`;
        handleEvent(line, { type: "grader-error", text: reason });
        return unrankedReport(line, { verdict: "grader-error", reason }, setup.version);
      },
    }),
  );
}

async function gradeHere(
  lines: readonly SubmissionLine[],
  setup: GradingSetup,
  handleEvent: (line: SubmissionLine, remark: WorkerEvent) => void,
  reportProgress: (done: number, total: number) => void,
): Promise<CompetitionReport[]> {
  const reports: CompetitionReport[] = [];
  if (lines.length === 0) return reports;
  const registry = (await import(/* @vite-ignore */ setup.registry)) as CompetitionRegistry;
  for (const line of lines) {
    const report = await gradeLine(registry, line, {
      ...setup,
      onMessage: (text) => handleEvent(line, { type: "message", text }),
      onGraderError: (text) => handleEvent(line, { type: "grader-error", text }),
    });
    reports.push(report);
    reportProgress(reports.length, lines.length);
  }
  return reports;
}
