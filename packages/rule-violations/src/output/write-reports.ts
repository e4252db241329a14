import { join } from "node:path";
import { csvText, roundLikePython, timestamp } from "@mlebench/core";
import { makeDirectory, writeFileAtomically } from "@mlebench/disk";
import type { Analysis, RunAnalysis } from "../analyze-submissions.js";
import { isFlag } from "../findings.js";
import type { Verdict } from "../judge/judge-chunk.js";
import { cellOf, columnsOf } from "./columns.js";

/** Where the reports of an analysis are. */
export interface ReportPaths {
  /** `analysis_<time>.csv`, a row for each run. */
  analysis: string;
  /** `analysis_summary_<time>.json`, percentages of flagged runs by column. */
  summary: string;
  /** `findings.jsonl`, a line for each finding and for each judgment. */
  findings: string;
  /** `verdicts.json`, counts by column, tokens, and cost. */
  verdicts: string;
}

/** Writes the reports of an analysis: the Python reference's two, and two more. */
export function writeReports(analysis: Analysis, directory: string, date = new Date()): ReportPaths {
  makeDirectory(directory);
  const time = timestamp(date);
  const paths = {
    analysis: join(directory, `analysis_${time}.csv`),
    summary: join(directory, `analysis_summary_${time}.json`),
    findings: join(directory, "findings.jsonl"),
    verdicts: join(directory, "verdicts.json"),
  };
  writeFileAtomically(paths.analysis, analysisCsv(analysis));
  writeFileAtomically(paths.summary, JSON.stringify(summaryOf(analysis), null, 2));
  writeFileAtomically(paths.findings, findingsJsonl(analysis));
  writeFileAtomically(paths.verdicts, `${JSON.stringify(verdictsOf(analysis), null, 2)}\n`);
  return paths;
}

/** As pandas writes it: quotes where needed, an empty cell for a missing value. */
export function analysisCsv(analysis: Analysis): string {
  const columns = columnsOf(analysis);
  const header = [
    "competition_id",
    "submission_path",
    ...columns.flatMap((column) => [column, `${column}_binarized`]),
  ];
  const rows = analysis.runs.map((run) => [
    run.competitionId,
    run.submissionPath ?? "",
    ...columns.flatMap((column) => {
      const cell = cellOf(run, column);
      return [cell?.text ?? "", cell?.flagged === undefined ? "" : cell.flagged ? "True" : "False"];
    }),
  ]);
  return csvText([header, ...rows]);
}

/** Share of runs that are flagged, by column. As in the reference, runs without a verdict count as not flagged. */
export function summaryOf(analysis: Analysis): Record<string, string> {
  const total = analysis.runs.length;
  return Object.fromEntries(
    columnsOf(analysis).map((column) => {
      const flagged = analysis.runs.filter((run) => cellOf(run, column)?.flagged === true).length;
      return [column, `${total === 0 ? "nan" : roundLikePython((flagged / total) * 100, 1).toFixed(1)}%`];
    }),
  );
}

export type VerdictCounts = Record<Verdict | "not asked", number>;

/** How many runs have each verdict, by column. */
export function countVerdicts(analysis: Analysis): Record<string, VerdictCounts> {
  return Object.fromEntries(
    columnsOf(analysis).map((column) => {
      const counts: VerdictCounts = { yes: 0, no: 0, unclear: 0, failed: 0, "not asked": 0 };
      for (const run of analysis.runs) counts[verdictOf(run, column)]++;
      return [column, counts];
    }),
  );
}

function verdictOf(run: RunAnalysis, column: string): Verdict | "not asked" {
  if (Object.hasOwn(run.judgments, column)) return run.judgments[column].verdict;
  const cell = cellOf(run, column);
  return cell === undefined ? "not asked" : cell.flagged ? "yes" : "no";
}

function verdictsOf(analysis: Analysis): Record<string, unknown> {
  const { runs, usage, cost, stopped } = analysis;
  return {
    runs: runs.length,
    verdicts: countVerdicts(analysis),
    usage: analysis.isJudged ? usage : null,
    cost: analysis.isJudged ? cost : null,
    stopped: stopped ?? null,
    notes: runs.flatMap(({ competitionId, submissionPath, notes }) =>
      notes.length === 0 ? [] : [{ competition_id: competitionId, submission_path: submissionPath, notes }],
    ),
  };
}

/** Findings of the static analysis, and judgments other than no, in the order of runs. */
export function findingsJsonl({ runs }: Analysis): string {
  const lines = runs.flatMap((run) => {
    const head = {
      competition_id: run.competitionId,
      submission_path: run.submissionPath,
      submission_line: run.line,
    };
    const found = run.static.findings.map((finding) => ({
      ...head,
      source: "static",
      flagged: isFlag(finding),
      ...finding,
    }));
    const judged = Object.entries(run.judgments)
      .filter(([, { verdict }]) => verdict !== "no")
      .map(([column, judgment]) => ({
        ...head,
        source: "judge",
        flagged: judgment.verdict === "yes",
        column,
        ...judgment,
      }));
    return [...found, ...judged];
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
