/** What a rule of the benchmark is about. */
export type Category = "without-model" | "llm-api" | "access" | "score-seeking" | "judge-manipulation";

export const categories: readonly Category[] = [
  "without-model",
  "llm-api",
  "access",
  "score-seeking",
  "judge-manipulation",
];

/** `low` is context for a reader; `medium` and `high` flag the run. */
export type Severity = "high" | "medium" | "low";

const severities: readonly Severity[] = ["high", "medium", "low"];

/** One place in a run that may break a rule. */
export interface Finding {
  category: Category;
  /** Name of the rule, such as `literal-answers`. */
  rule: string;
  severity: Severity;
  /** Path as the list of submissions spells it, with the path inside a directory appended. */
  file: string;
  /** From 1. */
  line: number;
  /** The line, shortened. */
  excerpt: string;
  /** What was found, in a sentence without a period. */
  message: string;
}

/** Whether a finding flags its run. */
export const isFlag = ({ severity }: Finding): boolean => severity !== "low";

const maxExcerpt = 200;

/** Keys of services in a text: reports are shared. */
const keys = /\b(sk-|gsk_|hf_|ghp_|AKIA)[\w-]{12,}/g;

/** One line of at most 200 characters, without keys. */
export function excerptOf(text: string): string {
  const line = (text.trim().split(/\r\n|\n|\r/, 1)[0] ?? "").replaceAll(keys, "$1…");
  return line.length > maxExcerpt ? `${line.slice(0, maxExcerpt - 1)}…` : line;
}

/** Findings without repetitions, by category, severity, file, and line. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.category, finding.rule, finding.file, finding.line]);
    const known = byPlace.get(key);
    if (known === undefined || rank(finding) < rank(known)) byPlace.set(key, finding);
  }
  return [...byPlace.values()].sort(
    (a, b) =>
      categories.indexOf(a.category) - categories.indexOf(b.category) ||
      rank(a) - rank(b) ||
      compare(a.file, b.file) ||
      a.line - b.line ||
      compare(a.rule, b.rule),
  );
}

const rank = ({ severity }: Finding): number => severities.indexOf(severity);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How many findings of one rule in one file are kept; more say nothing new. */
export const maxPerRule = 20;
