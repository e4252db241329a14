import { relative } from "node:path";
import { similarityHistogram } from "./histogram.js";
import { escapeHtml, formatShare, htmlPage } from "./html.js";
import type { AgentPairReport, PlagiarismReport, SubmissionReport } from "./report.js";

const maxAgentPairs = 200;

/** All submissions on one page, with the histogram of their highest similarities. */
export function summaryPage(report: PlagiarismReport, directory: string): string {
  const similarities = report.submissions.flatMap(({ similarity }) => similarity ?? []);
  const totals = [
    `${report.total_flagged} flagged`,
    `${report.total_clear} clear`,
    `${report.total_too_short} too short`,
    `${report.total_not_checked} not checked`,
    `${report.total_timed_out} timed out`,
  ];
  const header = [
    "competition",
    "verdict",
    "similarity",
    "without boilerplate",
    "containment",
    "",
    "longest",
  ];
  return htmlPage(
    "Plagiarism check",
    `<p>${totals.join(" · ")}. A submission is flagged for human review from a similarity of ${report.threshold}.</p>
${similarities.length > 0 ? similarityHistogram(similarities, report.threshold) : ""}
<table><thead><tr>${[...header, "closest notebook, code"].map((name) => `<th>${name}</th>`).join("")}</tr></thead><tbody>
${report.submissions.map((one) => submissionRow(one, directory)).join("\n")}
</tbody></table>
${agentTable(report.agent_pairs)}`,
  );
}

function submissionRow(one: SubmissionReport, directory: string): string {
  const numbers = [
    formatShare(one.similarity),
    formatShare(one.filtered_similarity),
    formatShare(one.containment),
    formatShare(one.filtered_containment),
    one.longest === null ? "–" : String(one.longest),
  ];
  const closest = one.pairs[0];
  const link = (text: string): string =>
    one.page === null
      ? escapeHtml(text)
      : `<a href="${escapeHtml(relative(directory, one.page).split(/[\\/]/).map(encodeURIComponent).join("/"))}">${escapeHtml(text)}</a>`;
  const names = [
    closest === undefined ? "" : link(closest.notebook),
    escapeHtml(one.code_path ?? ""),
    ...[one.reason ?? "", ...one.notes].map((text) => `<span class="note">${escapeHtml(text)}</span>`),
  ].filter((text) => text !== "" && text !== '<span class="note"></span>');
  const cells = [escapeHtml(one.competition_id), `<span class="${one.verdict}">${one.verdict}</span>`];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}${numbers
    .map((cell) => `<td class="number">${cell}</td>`)
    .join("")}<td>${names.join("<br>")}</td></tr>`;
}

function agentTable(pairs: readonly AgentPairReport[]): string {
  if (pairs.length === 0) return "";
  const rows = pairs.slice(0, maxAgentPairs).map((pair) => {
    const numbers = [formatShare(pair.similarity), formatShare(pair.containment), String(pair.longest)];
    const texts = [pair.competition_id, pair.left_file, pair.right_file];
    return `<tr>${texts.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}${numbers.map((text) => `<td class="number">${text}</td>`).join("")}</tr>`;
  });
  const rest = pairs.length - rows.length;
  return `<h2>Submissions compared with each other</h2>
<table><thead><tr>${["competition", "file", "file", "similarity", "containment", "longest"].map((name) => `<th>${name}</th>`).join("")}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>${rest > 0 ? `<p class="note">And ${rest} more in plagiarism.json.</p>` : ""}`;
}
