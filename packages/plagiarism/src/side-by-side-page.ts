import type { ComparedPair } from "./compare-files.js";
import { escapeHtml, fileName, formatShare, htmlPage } from "./html.js";
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
  const intro = `<p><a href="../plagiarism.html">All submissions</a></p>
<p>Code: <code>${escapeHtml(report.code_path ?? "")}</code><br>
Verdict: <span class="${report.verdict}">${report.verdict.replace("-", " ")}${flags}</span></p>
<p class="note">Lines of notebooks in <code>.ipynb</code> files are those of the script made of their code cells. Names, numbers, and texts do not count, so renamed copies are similar too.</p>`;
  return htmlPage(
    `Plagiarism check: ${report.competition_id}`,
    [intro, ...pairs.map(pairSection)].join("\n"),
  );
}

function pairSection({ compared, report }: { compared: ComparedPair; report: DetailedPair }): string {
  const shares = (name: string, all: number, filtered: number): string =>
    `${name} <b>${formatShare(all)}</b> (without boilerplate <b>${formatShare(filtered)}</b>)`;
  const facts = [
    shares("similarity", report.similarity, report.filtered_similarity),
    shares("containment", report.containment, report.filtered_containment),
    `longest run <b>${report.longest} fingerprints</b>`,
  ];
  const head = `<h2>${escapeHtml(fileName(report.agent_file))} and ${escapeHtml(fileName(report.notebook))}</h2>
<p class="note">Agent: ${escapeHtml(report.agent_file)}<br>Notebook: ${escapeHtml(report.notebook)}</p>
<p>${facts.join(" · ")}</p>`;
  if (report.shared_lines === null)
    return `${head}\n<p class="note">The files repeat themselves too often to list the lines that they share.</p>`;
  if (report.shared_lines.length === 0)
    return `${head}\n<p class="note">No shared run of three fingerprints.</p>`;
  const rows = report.shared_lines
    .slice(0, maxQuotedRanges)
    .map((range) => rangeRow(range, compared.agent.lines, compared.notebook.lines));
  const rest = report.shared_lines.length - rows.length;
  return `${head}
<table class="code"><tbody>
${rows.join("\n")}
</tbody></table>${rest > 0 ? `\n<p class="note">And ${rest} more.</p>` : ""}`;
}

function rangeRow({ agent, notebook }: SharedLines, agentLines: string[], notebookLines: string[]): string {
  return `<tr><td>${quote("Agent", agentLines, agent)}</td><td>${quote("Notebook", notebookLines, notebook)}</td></tr>`;
}

function quote(side: string, lines: readonly string[], [first, last]: [number, number]): string {
  const quoted = lines.slice(first - 1, Math.min(last, first - 1 + maxQuotedLines));
  const numbered = quoted.map(
    (line, i) => `${String(first + i).padStart(5)}  ${escapeHtml(shortened(line))}`,
  );
  const left = last - first + 1 - quoted.length;
  if (left > 0) numbered.push(`       … ${left} more ${left === 1 ? "line" : "lines"}`);
  const rows = numbered.map((line) => `<div>${line}</div>`).join("");
  return `<div class="note">${side}, lines ${first}–${last}</div><pre>${rows}</pre>`;
}

const shortened = (line: string): string => (line.length > 400 ? `${line.slice(0, 400)}…` : line);
