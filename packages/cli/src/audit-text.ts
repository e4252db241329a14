import type { FamiliarityAnalysis, Measurement } from "@mlebench/familiarity";
import type { PlagiarismReport } from "@mlebench/plagiarism";
import type { RunAnalysis } from "@mlebench/rule-violations";
import { formatHeadedTable } from "./table.js";

export type AuditName = "rule-violations" | "plagiarism" | "familiarity";

/** What one audit found. */
export interface Outcome {
  audit: AuditName;
  /** The result that the audit's own command prints with `--json`; null if there is none. */
  result: unknown;
  exitCode: number;
  /** Why it has no result. */
  problem: string | null;
}

/** More flags are only in the reports. */
const maxFlags = 40;

/**
 * One line for each audit, then what was flagged.
 * @param runs names of the runs, in the order of the list of submissions
 */
export function auditText(outcomes: readonly Outcome[], runs: readonly string[]): string {
  const summary = formatHeadedTable(
    ["audit", "result"],
    outcomes.map((one) => [one.audit, summaryOf(one)]),
  );
  const flags = outcomes.flatMap((one) => flagsOf(one, runs));
  if (flags.length === 0) return summary;
  const more = flags.length > maxFlags ? `\nand ${flags.length - maxFlags} more in the reports` : "";
  return `${summary}\n\n${formatHeadedTable(["run", "flagged for", "evidence"], flags.slice(0, maxFlags))}${more}`;
}

/** Rows of a table: run, what it is flagged for, and the strongest evidence. */
function flagsOf({ audit, result }: Outcome, runs: readonly string[]): string[][] {
  if (result === null) return [];
  if (audit === "rule-violations")
    return (result as RuleResult).runs.flatMap((run, index) => ruleFlags(run, runs[index]));
  if (audit === "plagiarism")
    return (result as PlagiarismReport).submissions.flatMap((one, index) => {
      if (one.verdict !== "flagged") return [];
      const [pair] = one.pairs;
      const closest = pair === undefined ? "" : `, ${nameOf(pair.agent_file)} and ${nameOf(pair.notebook)}`;
      return [[runs[index], "plagiarism", `similarity ${(one.similarity ?? 0).toFixed(2)}${closest}`]];
    });
  return [];
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The strongest finding of each category, and each yes of the judge. */
function ruleFlags({ static: { findings }, judgments }: RunAnalysis, run: string): string[][] {
  const seen = new Set<string>();
  const found = findings.flatMap(({ category, severity, message, file, line }) => {
    if (severity === "low" || seen.has(category)) return [];
    seen.add(category);
    return [[run, `${category} (${severity})`, `${message} (${nameOf(file)}:${line})`]];
  });
  const judged = Object.entries(judgments).flatMap(([column, { verdict, quotation, file, line }]) => {
    if (verdict !== "yes") return [];
    const place = file === undefined ? "" : ` (${nameOf(file)}:${line})`;
    return [[run, `judge: ${column}`, `${quotation ?? ""}${place}`]];
  });
  return [...found, ...judged];
}

interface RuleResult {
  runs: RunAnalysis[];
  stopped: string | null;
}

function summaryOf({ audit, result, problem }: Outcome): string {
  if (problem !== null) return problem;
  switch (audit) {
    case "rule-violations":
      return ruleSummary(result as RuleResult);
    case "plagiarism": {
      const {
        total_flagged: flagged,
        total_clear: clear,
        total_submissions: total,
      } = result as PlagiarismReport;
      return `${flagged} flagged, ${clear} clear, ${total - flagged - clear} not checked or too short`;
    }
    case "familiarity":
      return familiaritySummary(result as FamiliarityResult);
  }
}

function ruleSummary({ runs, stopped }: RuleResult): string {
  const checked = runs.filter(({ hasSources }) => hasSources);
  const flagged = checked.filter(
    ({ static: { findings }, judgments }) =>
      findings.some(({ severity }) => severity !== "low") ||
      Object.values(judgments).some(({ verdict }) => verdict === "yes"),
  ).length;
  const failed = checked.filter(({ judgments }) =>
    Object.values(judgments).some(({ verdict }) => verdict === "failed"),
  ).length;
  const unasked = failed === 0 ? "" : `; the judge failed for ${failed} of ${checked.length} runs`;
  const end = stopped === null ? unasked : `; the judge stopped: ${stopped}`;
  return `${flagged} flagged, ${checked.length - flagged} clear, ${runs.length - checked.length} not checked${end}`;
}

interface FamiliarityResult {
  measurement: Measurement | null;
  analysis: FamiliarityAnalysis | null;
}

function familiaritySummary({ measurement, analysis }: FamiliarityResult): string {
  const documents = measurement?.documents ?? [];
  const failed = documents.filter((document) => "error" in document).length;
  const measured = `${documents.length - failed} of ${documents.length} documents measured`;
  if (analysis === null) return `${measured}; pass \`--grading-reports\` for the correlation`;
  const { r, p } = analysis.pearson;
  return `${measured}; Pearson's r ${r.toFixed(3)}, p ${p.toFixed(4)}`;
}
