import { type CsvCell, spreadsheetText } from "@mlebench/core";
import { comparedMetrics, type ReportData, reportMetrics } from "@mlebench/reports";
import { runsCsv } from "./page/runs-section.js";

/** A file of a report, by its name in the directory. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** The numbers of a report as CSV files, in full precision. */
export function reportTables(data: ReportData): ReportFile[] {
  const files: ReportFile[] = [
    { name: "summary.csv", text: spreadsheetText(summaryRows(data)) },
    { name: "runs.csv", text: runsCsv(data) },
    { name: "leaderboard.csv", text: spreadsheetText(leaderboardRows(data)) },
    { name: "manifest.csv", text: spreadsheetText(manifestRows(data)) },
    { name: "costs.csv", text: spreadsheetText(costRows(data)) },
  ];
  if (data.comparisons.length > 0)
    files.push({ name: "comparisons.csv", text: spreadsheetText(comparisonRows(data)) });
  if (data.failures.length > 0)
    files.push({ name: "failures.csv", text: spreadsheetText(failureRows(data)) });
  if (data.audits.length > 0) files.push({ name: "audits.csv", text: spreadsheetText(auditRows(data)) });
  return files;
}

function summaryRows(data: ReportData): CsvCell[][] {
  return [
    [
      "agent",
      "split",
      "competitions",
      "competitions_in_split",
      "seeds",
      "padded_runs",
      "metric",
      "mean",
      "sem",
      "n",
    ],
    ...data.summaries
      .filter(({ runs }) => runs > 0)
      .flatMap((one) =>
        reportMetrics.map((metric): CsvCell[] => {
          const estimate = one.metrics[metric];
          return [
            one.agent,
            one.split,
            one.competitions,
            one.competitionsInSplit,
            one.seeds,
            one.paddedRuns,
            metric,
            estimate?.mean ?? null,
            estimate?.standardError ?? null,
            estimate?.n ?? null,
          ];
        }),
      ),
  ];
}

function comparisonRows(data: ReportData): CsvCell[][] {
  const header = [
    "a",
    "b",
    "split",
    "pairs",
    "metric",
    "mean_a",
    "mean_b",
    "difference",
    "ci_lower",
    "ci_upper",
  ];
  return [
    [...header, "a_better", "b_better", "ties", "sign_test_p", "n"],
    ...data.comparisons.flatMap((pair) =>
      (["overCompetitions", "overRuns"] as const).flatMap((over) =>
        comparedMetrics.flatMap((metric): CsvCell[][] => {
          const one = pair[over][metric];
          if (one === null) return [];
          const pairs = over === "overRuns" ? "runs" : "competitions";
          const { a, b, difference, ciLower, ciUpper, aBetter, bBetter, ties, signTestP, n } = one;
          const numbers = [a, b, difference, ciLower, ciUpper, aBetter, bBetter, ties, signTestP, n];
          return [[pair.a, pair.b, pair.split, pairs, metric, ...numbers]];
        }),
      ),
    ),
  ];
}

const splits = ["low", "medium", "high", "all"] as const;

function leaderboardRows(data: ReportData): CsvCell[][] {
  return [
    [
      "origin",
      "agent",
      "models",
      ...splits.flatMap((split) => [split, `${split}_sem`]),
      "percentile",
      "hours",
      "hardware",
      "date",
      "known_leakage",
      "padded",
      "caveats",
    ],
    ...data.leaderboard.rows.map((row) => [
      row.origin,
      row.agent,
      row.models,
      ...splits.flatMap((split) => [row[split]?.mean ?? null, row[split]?.standardError ?? null]),
      row.percentile?.mean ?? null,
      row.hours,
      row.hardware,
      row.date,
      row.knownLeakage,
      row.padded,
      row.caveats.join(" "),
    ]),
  ];
}

function manifestRows(data: ReportData): CsvCell[][] {
  return [
    ["agent", "setting", "canonical", "actual", "deviates"],
    ...data.manifest.flatMap(({ agent, entries }) =>
      entries.map(({ kind, canonical, actual, deviates }) => [agent, kind, canonical, actual, deviates]),
    ),
  ];
}

function costRows(data: ReportData): CsvCell[][] {
  const header = ["agent", "runs", "medals", "hours", "cost", "cost_per_run", "cost_per_medal"];
  return [
    [...header, "input_tokens", "output_tokens", "turns"],
    ...data.costs.map((one) => [
      one.agent,
      one.runs,
      one.medals,
      one.hours,
      one.cost,
      one.costPerRun,
      one.costPerMedal,
      one.inputTokens,
      one.outputTokens,
      one.turns,
    ]),
  ];
}

function failureRows(data: ReportData): CsvCell[][] {
  return [
    ["agent", "competition", "seed", "run", "kind", "status", "reason"],
    ...data.failures.map(({ agent, competitionId, seed, runId, kind, status, reason }) => [
      agent,
      competitionId,
      seed,
      runId,
      kind,
      status,
      reason,
    ]),
  ];
}

function auditRows(data: ReportData): CsvCell[][] {
  return [
    ["audit", "agent", "competition", "run", "rule", "severity", "flagged", "file", "line", "message"],
    ...data.audits.map((one) => [
      one.audit,
      one.agent,
      one.competitionId,
      one.runId,
      one.rule,
      one.severity,
      one.isFlagged,
      one.file,
      one.line,
      one.message,
    ]),
  ];
}
