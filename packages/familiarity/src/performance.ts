import { readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import { mean } from "./statistics/correlation.js";

/** What counts of a report on one submission. */
export interface GradedCompetition {
  readonly competition_id: string;
  readonly score: number | null;
  readonly gold_threshold: number | null;
}

/**
 * Reads the competition reports of a grading report.
 * @throws UserError
 */
export function readGradingReport(path: string): GradedCompetition[] {
  const expected = "a report that `mlebench grade` wrote";
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("grading report", cause, path);
  }
  let value: unknown;
  try {
    // Python writes numbers that JSON does not have.
    value = JSON.parse(text.replaceAll(/(?<=[:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, "null"));
  } catch (cause) {
    throw new UserError("Invalid JSON in the grading report", { file: path, expected, cause });
  }
  const { competition_reports: reports } = (value ?? {}) as { competition_reports?: unknown };
  if (!Array.isArray(reports)) throw new UserError("Missing `competition_reports`", { file: path, expected });
  return reports.map((report: Partial<GradedCompetition>) => {
    if (typeof report?.competition_id !== "string")
      throw new UserError("Missing `competition_id` in a competition report", { file: path, expected });
    return {
      competition_id: report.competition_id,
      score: finite(report.score),
      gold_threshold: finite(report.gold_threshold),
    };
  });
}

const finite = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/**
 * Performance by competition as the reference normalizes it: where the score is between the sample submission (0) and the
 * gold threshold (1), averaged over submissions; one without a score counts as 0.
 * @param sampleScores of sample submissions; competitions without one are left out, as there
 */
export function normalizedPerformance(
  graded: readonly GradedCompetition[],
  sampleScores: ReadonlyMap<string, number | null>,
): Map<string, number> {
  const found = new Map<string, number[]>();
  for (const { competition_id: id, score, gold_threshold: gold } of graded) {
    const sample = sampleScores.get(id) ?? null;
    if (sample === null || Number.isNaN(sample)) continue;
    const value = score === null ? 0 : gold === null ? Number.NaN : (score - sample) / (gold - sample);
    found.set(id, [...(found.get(id) ?? []), value]);
  }
  return new Map(
    [...found]
      .map(([id, values]) => [id, mean(values)] as const)
      .filter(([, value]) => Number.isFinite(value)),
  );
}
