import { createHash } from "node:crypto";
import type { ComparedPair } from "./compare-files.js";
import type { PairReport } from "./report.js";

/** Longest filename of common file systems, in bytes. */
const maxNameBytes = 255;
const longestSuffix = "_plagiarism_report.jsonl".length + 10;

/** The Python reference's name of a report: the path of the code with `_` for slashes, shortened if too long. */
export function reportName(codePath: string): string {
  const name = codePath.replaceAll(/[/\\]/g, "_");
  const room = maxNameBytes - longestSuffix;
  if (Buffer.byteLength(name) <= room) return name;
  const digest = createHash("sha256").update(codePath).digest("hex").slice(0, 16);
  let end = name;
  while (Buffer.byteLength(end) > room - digest.length - 1) end = end.slice(1);
  return `${digest}_${end}`;
}

/** Every pair as the Python reference writes it, the most similar first. */
export function referenceLines(pairs: readonly ComparedPair[]): string {
  return pairs
    .map(({ notebook, agent, similarity }) => {
      const [left, right] = [notebook.path, agent.path].map(pythonText);
      return `{"leftFile": ${left}, "rightFile": ${right}, "similarity": ${pythonNumber(similarity)}}\n`;
    })
    .join("");
}

/** Python's `json.dump` writes ASCII only. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The reference reads 1 from JSON, an integer, and writes it again; below 0.0001 Python has exponents. */
function pythonNumber(value: number): string {
  if (value === 0 || value >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

/** The most similar first; equal ones by what they share, then by name, so that every run gives the same order. */
export function bySimilarity(a: ComparedPair, b: ComparedPair): number {
  return (
    b.similarity - a.similarity ||
    b.overlap - a.overlap ||
    a.notebook.id - b.notebook.id ||
    a.agent.id - b.agent.id
  );
}

export function pairReport(compared: ComparedPair): PairReport {
  return {
    agent_file: compared.agent.path,
    notebook: compared.notebook.path,
    similarity: compared.similarity,
    containment: compared.containment,
    filtered_similarity: compared.filteredSimilarity,
    filtered_containment: compared.filteredContainment,
    longest: compared.longest,
    overlap: compared.overlap,
    agent_covered: compared.agentCovered,
    notebook_covered: compared.notebookCovered,
    agent_total: compared.agentTotal,
    notebook_total: compared.notebookTotal,
  };
}
