import type { Analysis, RunAnalysis } from "../analyze-submissions.js";
import { type Category, categories, type Finding, isFlag } from "../findings.js";
import type { Judgment, Verdict } from "../judge/judge-chunk.js";
import { questions } from "../judge/questions.js";

/** A column of the reports, with its second one for the verdict. */
export interface Cell {
  text: string;
  /** Undefined without a verdict: unclear, failed, or not asked. */
  flagged: boolean | undefined;
}

/** Names of columns that a run of the analysis has: the reference's first, then those of the static analysis. */
export function columnsOf({ runs }: Analysis): string[] {
  const used = new Set(runs.flatMap(({ judgments }) => Object.keys(judgments)));
  const asked = questions
    .flatMap(({ id }) => [`logs_${id}`, `code_${id}`])
    .filter((column) => used.has(column));
  return [...asked, ...categories.map(staticColumn)];
}

export const staticColumn = (category: Category): string => `static_${category.replaceAll("-", "_")}`;

/** A run's cell; undefined if the column does not apply to it. */
export function cellOf(run: RunAnalysis, column: string): Cell | undefined {
  if (Object.hasOwn(run.judgments, column)) return judgmentCell(run.judgments[column]);
  const category = categories.find((one) => staticColumn(one) === column);
  return category === undefined || !run.hasSources
    ? undefined
    : staticCell(run.static.findings.filter((finding) => finding.category === category));
}

const verdictFlags: Readonly<Record<Verdict, boolean | undefined>> = {
  yes: true,
  no: false,
  unclear: undefined,
  failed: undefined,
};

function judgmentCell({ verdict, reasoning, quotation, file, line }: Judgment): Cell {
  const quoted =
    quotation === undefined
      ? []
      : [`Quotation${file === undefined ? "" : ` (${file}:${line})`}: ${quotation}`];
  return { text: [reasoning, ...quoted, `Verdict: ${verdict}`].join("\n"), flagged: verdictFlags[verdict] };
}

function staticCell(findings: readonly Finding[]): Cell {
  const text = findings
    .map(
      ({ severity, file, line, message, excerpt }) => `${severity}: ${message} (${file}:${line}): ${excerpt}`,
    )
    .join("\n");
  return { text, flagged: findings.some(isFlag) };
}
