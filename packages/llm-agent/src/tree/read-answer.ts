import { metricLine } from "./prompts.js";

/** A plan and a program. */
export interface Proposal {
  readonly plan: string;
  /** Empty if the answer has none. */
  readonly code: string;
}

/** Reads the answer of a model: the longest complete block of code, and the text before the first. */
export function readProposal(answer: string): Proposal {
  const blocks = [...answer.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```[ \t]*$/gm)];
  const programs = blocks.filter(([, language]) => /^\s*(python3?|py)?\s*$/i.test(language));
  const code = programs.map(([, , block]) => block).sort((a, b) => b.length - a.length)[0] ?? "";
  const start = answer.indexOf("```");
  const plan = (start < 0 ? answer : answer.slice(0, start)).trim();
  return { plan, code };
}

const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const printedMetric = new RegExp(
  `^.*${metricLine.replace(":", "")}[^\\S\\n]*[:=][^\\S\\n]*(${number})\\s*$`,
  "gim",
);

/**
 * The metric of a program: the last that it printed as it should, else the one that the reviewer found, if that is a
 * number that the program printed.
 */
export function metricOf(output: string, reviewed: number | null): number | null {
  const printed = [...output.matchAll(printedMetric)].at(-1)?.[1];
  if (printed !== undefined) return finite(Number(printed));
  if (reviewed === null) return null;
  const numbers = [...output.matchAll(new RegExp(number, "gi"))].map(([text]) => Number(text));
  return finite(numbers.find((one) => Math.abs(one - reviewed) <= 1e-9 * Math.max(1, Math.abs(one))) ?? null);
}

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
