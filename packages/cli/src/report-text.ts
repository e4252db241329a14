import { type CompetitionReport, quoteNames } from "@mlebench/core";
import { formatTable } from "./table.js";
import { style } from "./terminal.js";

export function direction(lowerIsBetter: boolean): string {
  return lowerIsBetter ? "lower is better" : "higher is better";
}

/** A report's score as text: up to 5 decimals, or the name of a score that JSON cannot represent. */
export function scoreText(report: Pick<CompetitionReport, "score" | "score_unrounded">): string {
  return report.score === null
    ? report.score_unrounded === "nan"
      ? "not a number"
      : "–"
    : String(report.score);
}

const verdictStyle = {
  scored: "green",
  invalid: "yellow",
  "not-graded": "yellow",
  "grader-error": "red",
} as const;

/** A report as text for a terminal. */
export function reportText(report: CompetitionReport): string {
  const rows: [string, string][] = [];
  if (report.metric !== null) rows.push(["metric", `${report.metric}, ${direction(report.is_lower_better)}`]);
  if (report.verdict === "scored") rows.push(...scoreRows(report));
  if (report.submission_error !== null) rows.push(["reason", report.submission_error]);
  if (report.metric !== null) rows.push(["thresholds", thresholdsText(report)]);
  rows.push(["submission", report.submission_path]);
  if (report.data_kind === "miniature") {
    rows.push([
      "data",
      "miniature (synthetic): score and medal are not comparable with the real competition",
    ]);
  }
  if (report.data_verification === "differs") {
    rows.push(["data", `${style("red", "failed verification")}: ${failedFilesText(report)}`]);
  }
  for (const issue of report.known_issues) rows.push(["known issue", `${issue.summary} (${issue.source})`]);
  const title = `${style("bold", report.competition_id)}: ${style(verdictStyle[report.verdict], report.verdict)}`;
  return `${title}\n${formatTable(rows.map(([name, text]) => [`  ${name}`, text]))}`;
}

/** Which files of a report's data failed verification, and how to prepare them again. */
export function failedFilesText(report: CompetitionReport): string {
  const id = report.competition_id;
  return `${quoteNames(report.data_failed_files)} not as published, so scores are not comparable. Run \`mlebench verify -c ${id}\` for details, or \`mlebench prepare -c ${id} --fresh\` to start over.`;
}

function scoreRows(report: CompetitionReport): [string, string][] {
  const { score, score_unrounded: unrounded, percentile } = report;
  const exact = typeof unrounded === "number" && unrounded !== score ? ` (unrounded ${unrounded})` : "";
  const rows: [string, string][] = [
    ["score", `${scoreText(report)}${exact}`],
    ["medal", report.medal ?? "none"],
    ["above median", report.above_median ? "yes" : "no"],
  ];
  if (percentile !== null) {
    rows.push(["percentile", `${percentile.toFixed(1)}% of the leaderboard scored no better`]);
  }
  return rows;
}

function thresholdsText(report: CompetitionReport): string {
  const { gold_threshold: gold, silver_threshold: silver, bronze_threshold: bronze } = report;
  return `gold ${gold}  silver ${silver}  bronze ${bronze}  median ${report.median_threshold}`;
}
