import type { ComparedPair } from "./compare-files.js";
import { escapeHtml, formatShare, htmlPage } from "./html.js";
import type { DetailedPair, SharedLines, SubmissionReport } from "./report.js";

/** Reports quote what is shared, not complete notebooks of others. */
const maxQuotedLines = 60;
const maxQuotedRanges = 12;

/** Shared lines of the most similar pairs of a submission, side by side. */
export function sideBySidePage(
  report: Pick<SubmissionReport, "competition_id" | "code_path" | "verdict" | "flags">,
  pairs: readonly { compared: ComparedPair; report: DetailedPair }[],
): string {
  const flags = report.flags.length > 0 ? ` (${report.flags.join(", ")})` : "";
  const intro = `<p>Code: <code>${escapeHtml(report.code_path ?? "")}</code><br>
Verdict: <span class="${report.verdict}">${report.verdict}${flags}</span></p>
<p class="note">Lines of notebooks in <code>.ipynb</code> files are those of the script made of their code cells. Names, numbers, and texts do not count, so renamed copies are similar too.</p>`;
  return htmlPage(
    `Plagiarism check: ${report.competition_id}`,
    [intro, ...pairs.map(pairSection)].join("\n"),
  );
}

function pairSection({ compared, report }: { compared: ComparedPair; report: DetailedPair }): string {
  const facts = [
    ["similarity", formatShare(report.similarity)],
    ["without boilerplate", formatShare(report.filtered_similarity)],
    ["containment", formatShare(report.containment)],
    ["without boilerplate", formatShare(report.filtered_containment)],
    ["longest run", `${report.longest} fingerprints`],
  ];
  const head = `<h2>${escapeHtml(report.agent_file)}<br>${escapeHtml(report.notebook)}</h2>
<p>${facts.map(([name, value]) => `${name} <b>${value}</b>`).join(" · ")}</p>`;
  if (report.shared_lines === null)
    return `${head}\n<p class="note">The files repeat themselves too often to list the lines that they share.</p>`;
  if (report.shared_lines.length === 0)
    return `${head}\n<p class="note">No shared run of three fingerprints.</p>`;
  const rows = report.shared_lines
    .slice(0, maxQuotedRanges)
    .map((range) => rangeRow(range, compared.agent.lines, compared.notebook.lines));
  const rest = report.shared_lines.length - rows.length;
  return `${head}
<table class="code"><thead><tr><th>Agent</th><th>Notebook</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>${rest > 0 ? `\n<p class="note">And ${rest} more.</p>` : ""}`;
}

function rangeRow({ agent, notebook }: SharedLines, agentLines: string[], notebookLines: string[]): string {
  return `<tr><td>${quote(agentLines, agent)}</td><td>${quote(notebookLines, notebook)}</td></tr>`;
}

function quote(lines: readonly string[], [first, last]: [number, number]): string {
  const quoted = lines.slice(first - 1, Math.min(last, first - 1 + maxQuotedLines));
  const numbered = quoted.map(
    (line, i) => `${String(first + i).padStart(5)}  ${escapeHtml(shortened(line))}`,
  );
  const left = last - first + 1 - quoted.length;
  if (left > 0) numbered.push(`       … ${left} more ${left === 1 ? "line" : "lines"}`);
  return `<div class="note">Lines ${first}–${last}</div><pre>${numbered.join("\n")}</pre>`;
}

const shortened = (line: string): string => (line.length > 400 ? `${line.slice(0, 400)}…` : line);
