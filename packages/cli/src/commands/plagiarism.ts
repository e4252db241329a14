import { dirname, join, resolve } from "node:path";
import { dataDirectoryVariable, defaultDataDirectory, printableLine, shortPaths } from "@mlebench/core";
import { requireWritableDirectory } from "@mlebench/disk";
import type { PlagiarismReport, SubmissionReport } from "@mlebench/plagiarism";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { interruptible } from "../interruptible.js";
import { printResult } from "../json.js";
import { optionalPackage } from "../optional-package.js";
import { dataDirectory, type JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { submissionList } from "../submission-list.js";
import { formatHeadedTable } from "../table.js";
import { note, warn } from "../terminal.js";

export interface PlagiarismCommandOptions extends JsonOption {
  /** JSONL file that lists submissions with their code. */
  submission: string;
  outputDir: string;
  dataDir?: string;
  /** Directory with `ID/*.py` instead of the data directory. */
  kernels?: string;
  threshold?: number;
  ignore?: string[];
  boilerplateShare?: number;
  kgramLength?: number;
  kgramsInWindow?: number;
  maxFiles?: number;
  /** Seconds. */
  timeout?: number;
  dolos?: boolean;
  cache?: boolean;
  jobs?: number;
}

/** Compares the code of submissions with notebooks and with each other, and saves reports. */
export async function plagiarism(options: PlagiarismCommandOptions): Promise<number> {
  const lines = submissionList(options.submission, { requireSubmission: false });
  const data = dataDirectory(options);
  requireWritableDirectory(
    options.outputDir,
    "The output directory",
    "Choose another one with `--output-dir`.",
  );
  const { detectPlagiarism, isComplete, requireNotebookDirectory } = await optionalPackage(
    "@mlebench/plagiarism",
    () => import("@mlebench/plagiarism"),
  );
  if (options.kernels !== undefined) requireNotebookDirectory(resolve(options.kernels));
  const progress = createProgress();
  const listed = await Promise.all(
    lines.map(async (line) => ({ ...line, competitionId: await competitionId(line.competitionId) })),
  );
  const { report, isInterrupted } = await interruptible("saving reports on what is done", async (signal) => {
    const found = await detectPlagiarism(listed, {
      ...options,
      outputDirectory: options.outputDir,
      notebookDirectories: [options.kernels ?? data],
      dolosReport: options.dolos,
      cacheDirectory: options.cache === false ? undefined : cacheDirectory(),
      onProgress: progress.report,
      signal,
    }).finally(progress.stop);
    return { report: found, isInterrupted: signal.aborted };
  });
  noteSubmissions(report.submissions);
  for (const problem of report.agent_problems) warn(`Submissions not compared with each other: ${problem}`);
  printResult(options, { value: () => report, text: () => reportText(report) });
  note(`Saved the reports to ${resolve(options.outputDir)}`);
  if (isInterrupted) return exitCodes.interrupted;
  return isComplete(report) ? exitCodes.ok : exitCodes.userError;
}

/** A list may name a competition package by its path; its notebooks are found by ID. */
async function competitionId(reference: string): Promise<string> {
  if (!/[\\/]/.test(reference)) return reference;
  try {
    return (await find(reference)).facts.id;
  } catch {
    return reference;
  }
}

/** In the user's cache, beside the default data directory: notebooks are the same for every data directory. */
function cacheDirectory(): string {
  const usual = defaultDataDirectory({ ...process.env, [dataDirectoryVariable]: undefined });
  return join(dirname(usual), "plagiarism-tokens");
}

/** Most warnings, and most notes; all of them are in the reports. */
const maxNotes = 8;

/** Why submissions were not checked, each reason once, and notes on files. */
function noteSubmissions(submissions: readonly SubmissionReport[]): void {
  const reasons = new Map<string, (number | null)[]>();
  for (const { line, competition_id, verdict, reason } of submissions) {
    if (reason === null) continue;
    const text = `${competition_id}: ${verdict.replace("-", " ")}: ${reason}`;
    reasons.set(text, [...(reasons.get(text) ?? []), line]);
  }
  for (const [text, lines] of [...reasons].slice(0, maxNotes))
    warn(printableLine(`${linesText(lines)}${text}`));
  if (reasons.size > maxNotes) note(`and ${reasons.size - maxNotes} more reasons in plagiarism.csv`);
  const notes = submissions.flatMap(({ line, competition_id, notes: own }) =>
    own.map((text) => printableLine(`${linesText([line])}${competition_id}: ${text}`)),
  );
  for (const text of notes.slice(0, maxNotes)) note(text);
  if (notes.length > maxNotes) note(`and ${notes.length - maxNotes} more notes in plagiarism.json`);
}

function linesText(lines: readonly (number | null)[]): string {
  const known = lines.filter((line) => line !== null);
  if (known.length === 0) return "";
  const rest = known.length > maxNotes ? `, and ${known.length - maxNotes} more` : "";
  return `${known.length === 1 ? "line" : "lines"} ${known.slice(0, maxNotes).join(", ")}${rest}: `;
}

const share = (value: number | null): string => (value === null ? "–" : value.toFixed(2));

function reportText(report: PlagiarismReport): string {
  const names = shortPaths(
    report.submissions.map(({ code_path: path }) => path),
    /[\\/]code$/,
  );
  const rows = report.submissions.map((one, index) => [
    one.competition_id,
    names[index],
    one.verdict.replace("-", " "),
    share(one.similarity),
    share(one.filtered_similarity),
    share(one.filtered_containment),
    one.longest === null ? "–" : String(one.longest),
    one.pairs[0]?.notebook.split(/[\\/]/).at(-1) ?? "–",
  ]);
  const header = [
    "competition",
    "submission",
    "verdict",
    "similarity",
    "filtered",
    "contained",
    "longest",
    "closest notebook",
  ];
  const totals = [
    `${report.total_flagged} flagged`,
    `${report.total_clear} clear`,
    `${report.total_too_short} too short`,
    `${report.total_not_checked} not checked`,
    `${report.total_timed_out} timed out`,
    `${report.total_incomplete} incomplete`,
  ].join(", ");
  const similar = report.agent_pairs.filter(({ is_similar }) => is_similar).length;
  const agents =
    report.agent_pairs.length === 0
      ? ""
      : `\nPairs of submissions with a similarity from ${report.threshold}: ${similar} of ${report.agent_pairs.length}`;
  const table = rows.length === 0 ? "" : `${formatHeadedTable(header, rows, [3, 4, 5, 6])}\n\n`;
  return `${table}${totals}${agents}`;
}
