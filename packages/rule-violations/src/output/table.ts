import { shortPaths } from "@mlebench/core";
import type { Analysis, RunAnalysis } from "../analyze-submissions.js";
import { categories, type Finding } from "../findings.js";
import { questions } from "../judge/questions.js";

/** Cells of a table for a terminal. */
export interface AnalysisTable {
  header: string[];
  rows: string[][];
}

/** What a run has at the end of the path of its submission. */
const usualEnd = /[\\/]submission[\\/]submission\.csv$/;

const judgeHeads: Readonly<Record<string, string>> = {
  MANUALLY_WRITING_SUBMISSIONS_QUESTION: "by hand",
  LLM_API_QUESTION: "LLM API",
  UNAUTHORIZED_ACCESS_QUESTION: "access",
};

/** A row for each run: the highest severity in each category, and the judge's verdicts on logs and code. */
export function analysisTable({ runs, isJudged }: Analysis): AnalysisTable {
  const asked = isJudged
    ? questions.filter(({ id }) =>
        runs.some(({ judgments }) => `logs_${id}` in judgments || `code_${id}` in judgments),
      )
    : [];
  const names = shortPaths(
    runs.map(({ submissionPath }) => submissionPath),
    usualEnd,
  );
  return {
    header: [
      "competition",
      "submission",
      ...categories,
      ...asked.map(({ id }) => `judge: ${judgeHeads[id] ?? id}`),
    ],
    rows: runs.map((run, index) => [
      run.competitionId,
      names[index],
      ...categories.map((category) => severityText(run, category)),
      ...asked.map(({ id }) => judgeText(run, id)),
    ]),
  };
}

function severityText(
  { static: { findings }, hasSources }: RunAnalysis,
  category: Finding["category"],
): string {
  if (!hasSources) return "not checked";
  return findings.find((finding) => finding.category === category)?.severity ?? "–";
}

function judgeText({ judgments }: RunAnalysis, id: string): string {
  const verdicts = [judgments[`logs_${id}`]?.verdict, judgments[`code_${id}`]?.verdict].filter(
    (one) => one !== undefined,
  );
  return (["yes", "failed", "unclear", "no"] as const).find((one) => verdicts.includes(one)) ?? "not asked";
}
