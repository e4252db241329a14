import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeError, type Progress, stringifyReport, UsageError, UserError } from "@mlebench/core";
import { existingStats, makeDirectory, withReadableErrors, writeFileAtomically } from "@mlebench/disk";
import { mapInThreads, threadShare, threadUrl } from "@mlebench/disk/worker-pool";
import { emptyReport, submissionFiles } from "./audit-submission.js";
import { locateCode } from "./find-code.js";
import { similarityHistogram } from "./histogram.js";
import { readSource } from "./read-source.js";
import type { PlagiarismReport, PlagiarismVerdict, SubmissionReport } from "./report.js";
import { reportName } from "./report-lines.js";
import { type AuditResult, runAuditTask } from "./run-audit-task.js";
import type { AuditLine, AuditSetup, AuditTask } from "./settings.js";
import { summaryCsv } from "./summary-csv.js";
import { summaryPage } from "./summary-page.js";

export interface PlagiarismOptions {
  /** Directory for the reports; made if it is missing. */
  outputDirectory: string;
  /** Directories with notebooks, each as `DIR/ID/*.py` or `DIR/ID/kernels/*.py`; the first that has some is used. */
  notebookDirectories: readonly string[];
  /** Similarity from which a submission is flagged. @default 0.6 */
  threshold?: number;
  /** Tokens in a fingerprint. @default 23, as Dolos */
  kgramLength?: number;
  /** Of so many fingerprints in a row, one is kept. @default 17, as Dolos */
  kgramsInWindow?: number;
  /** A fingerprint in more than this share of the notebooks is boilerplate. @default 0.5 */
  boilerplateShare?: number;
  /** Templates, such as the competition's starter code; their fingerprints are boilerplate. */
  ignore?: readonly string[];
  /** Most files of a submission that are compared. @default 200 */
  maxFiles?: number;
  /** Longest time for a submission, in seconds. Only in threads. @default 300 */
  timeout?: number;
  /** Submissions that are compared at a time. @default number of CPUs */
  jobs?: number;
  /** Where tokens of notebooks are kept between calls; undefined keeps none. */
  cacheDirectory?: string;
  /** Also writes the directories that `dolos serve` shows. They hold complete notebooks. @default false */
  dolosReport?: boolean;
  /** What relative paths are relative to. @default process.cwd() */
  cwd?: string;
  /** Threads can be ended; without them there is no time limit. @default true */
  inThreads?: boolean;
  onProgress?: (progress: Progress) => void;
  /** Ends the comparisons: what is not done by then is not checked, and the reports are written. */
  signal?: AbortSignal;
}

/**
 * Compares the code of each submission with public notebooks of its competition, and submissions for the same
 * competition with each other. Writes `plagiarism.json`, `plagiarism.csv`, `plagiarism.html`, and for each submission the
 * Python reference's report, a line for each pair, and a page with shared lines side by side. Nothing that is wrong with
 * one submission stops the others.
 * @throws UserError for an output directory that cannot be written, and for missing templates and directories of notebooks
 */
export async function detectPlagiarism(
  lines: readonly AuditLine[],
  options: PlagiarismOptions,
): Promise<PlagiarismReport> {
  const setup = auditSetup(options);
  await withReadableErrors(setup.outputDirectory, async () => {
    makeDirectory(setup.outputDirectory);
  });
  const tasks = auditTasks(lines, setup);
  const results = await runTasks(tasks, setup, options);
  const report = collect(tasks, results, setup);
  writeSummary(report, setup.outputDirectory);
  return report;
}

function auditSetup(options: PlagiarismOptions): AuditSetup {
  const cwd = options.cwd ?? process.cwd();
  const setup: AuditSetup = {
    cwd,
    outputDirectory: resolve(cwd, options.outputDirectory),
    notebookDirectories: options.notebookDirectories.map((directory) => resolve(cwd, directory)),
    threshold: options.threshold ?? 0.6,
    kgramLength: options.kgramLength ?? 23,
    kgramsInWindow: options.kgramsInWindow ?? 17,
    boilerplateShare: options.boilerplateShare ?? 0.5,
    ignore: (options.ignore ?? []).map((path) => resolve(cwd, path)),
    maxFiles: options.maxFiles ?? 200,
    cacheDirectory: options.cacheDirectory && resolve(cwd, options.cacheDirectory),
    writeDolosReport: options.dolosReport ?? false,
  };
  for (const name of ["threshold", "boilerplateShare"] as const) {
    if (!(setup[name] > 0 && setup[name] <= 1))
      throw new UsageError(`\`${name}\` must be above 0 and at most 1`, { expected: "a number such as 0.6" });
  }
  // Dolos's ranges cannot hold a single token.
  if (setup.kgramLength < 2)
    throw new UsageError("`kgramLength` must be at least 2", { expected: "a number such as 23" });
  for (const path of setup.ignore) {
    const source = readSource(path);
    if ("problem" in source)
      throw new UserError(`Cannot read the template: ${source.problem}`, {
        file: path,
        hint: "Check the path.",
      });
  }
  return setup;
}

/** One task for each submission, and one for each competition with several. */
function auditTasks(lines: readonly AuditLine[], setup: AuditSetup): AuditTask[] {
  const used = new Set<string>();
  const tasks: AuditTask[] = [];
  const byCompetition = new Map<string, AuditLine[]>();
  lines.forEach((line, i) => {
    const path = safely(() => locateCode(line, setup.cwd));
    const position = `line${line.line ?? i + 1}`;
    let name = path === undefined ? position : reportName(path);
    // Two lines may name the same code.
    if (used.has(name)) name = `${name}_${position}`;
    used.add(name);
    const { reference, details, page } = submissionFiles(setup.outputDirectory, name);
    for (const file of [reference, details, page]) rmSync(file, { force: true });
    tasks.push({ type: "submission", line, name });
    byCompetition.set(line.competitionId, [...(byCompetition.get(line.competitionId) ?? []), line]);
  });
  for (const [competitionId, several] of byCompetition)
    if (several.length > 1) tasks.push({ type: "agents", competitionId, lines: several });
  return tasks;
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

async function runTasks(
  tasks: readonly AuditTask[],
  setup: AuditSetup,
  options: PlagiarismOptions,
): Promise<AuditResult[]> {
  const onDone = (done: number, total: number): void =>
    options.onProgress?.({ step: "comparing code", done, total, unit: "comparisons" });
  if (options.inThreads === false) {
    const results: AuditResult[] = [];
    for (const task of tasks) {
      if (options.signal?.aborted) {
        results.push({ type: "failed", reason: "Interrupted." });
        continue;
      }
      const failed = (error: unknown): AuditResult => ({ type: "failed", reason: describeError(error) });
      results.push(await runAuditTask(task, setup).catch(failed));
      onDone(results.length, tasks.length);
    }
    return results;
  }
  return mapInThreads<AuditTask, AuditResult>(tasks, {
    worker: threadUrl("worker", import.meta.url),
    setup,
    jobs: options.jobs ?? threadShare(),
    taskTimeout: 1000 * (options.timeout ?? 300),
    onDone,
    signal: options.signal,
    onWorkerCrash: (_task, reason, isTimeout) => ({
      type: "failed",
      reason: options.signal?.aborted ? "Interrupted." : `The thread ended: ${reason}.`,
      isTimeout,
    }),
  });
}

function collect(
  tasks: readonly AuditTask[],
  results: readonly AuditResult[],
  setup: AuditSetup,
): PlagiarismReport {
  const submissions = tasks.flatMap((task, i): SubmissionReport[] => {
    const result = results[i];
    if (task.type !== "submission" || result.type === "agents") return [];
    if (result.type === "submission") return [result.report];
    return [
      result.isTimeout
        ? emptyReport(task.line, "timed-out", "Time limit exceeded. Raise it with `--timeout`.")
        : emptyReport(task.line, "not-checked", result.reason),
    ];
  });
  const agentProblems = tasks.flatMap((task, i): string[] => {
    const result = results[i];
    if (task.type !== "agents" || result.type !== "failed") return [];
    return [`${task.competitionId}: ${result.isTimeout ? "time limit exceeded" : result.reason}`];
  });
  const total = (verdict: PlagiarismVerdict): number =>
    submissions.filter((one) => one.verdict === verdict).length;
  return {
    created_at: new Date().toISOString(),
    threshold: setup.threshold,
    kgram_length: setup.kgramLength,
    kgrams_in_window: setup.kgramsInWindow,
    boilerplate_share: setup.boilerplateShare,
    total_submissions: submissions.length,
    total_flagged: total("flagged"),
    total_clear: total("clear"),
    total_too_short: total("too-short"),
    total_not_checked: total("not-checked"),
    total_timed_out: total("timed-out"),
    total_incomplete: submissions.filter(
      ({ verdict, is_complete }) => !is_complete && verdict !== "not-checked" && verdict !== "timed-out",
    ).length,
    submissions,
    agent_pairs: results
      .flatMap((result) => (result.type === "agents" ? result.pairs : []))
      .sort((a, b) => b.similarity - a.similarity),
    agent_problems: agentProblems,
  };
}

function writeSummary(report: PlagiarismReport, directory: string): void {
  const similarities = report.submissions.flatMap(({ similarity }) => similarity ?? []);
  const texts = {
    "plagiarism.json": `${stringifyReport(report)}\n`,
    "plagiarism.csv": summaryCsv(report.submissions),
    "plagiarism.html": summaryPage(report, directory),
    "plagiarism_histogram.svg": similarityHistogram(similarities, report.threshold),
  };
  for (const [name, text] of Object.entries(texts)) writeFileAtomically(join(directory, name), text);
}

/** Whether anything of the list was not checked. */
export function isComplete(report: PlagiarismReport): boolean {
  return (
    report.total_not_checked + report.total_timed_out + report.total_incomplete === 0 &&
    report.agent_problems.length === 0
  );
}

/** @throws UserError if a directory of notebooks that a person named does not exist */
export function requireNotebookDirectory(path: string): void {
  if (existingStats(path)?.isDirectory() === true) return;
  throw new UserError("Directory of notebooks not found", {
    file: path,
    expected: "a directory with `ID/*.py`",
    hint: "Check the path given with `--kernels`.",
  });
}
