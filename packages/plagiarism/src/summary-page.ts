import { relative } from "node:path";
import { shortPaths } from "@mlebench/core";
import { similarityHistogram } from "./histogram.js";
import { cell, escapeHtml, fileName, formatShare, htmlPage } from "./html.js";
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
  const names = shortPaths(
    report.submissions.map(({ code_path: path }) => path),
    /[\\/]code$/,
  );
  return htmlPage(
    "Plagiarism check",
    `<p>${totals.join(" · ")}. A submission is flagged for human review from a similarity of ${report.threshold}, and if most of a script is in a notebook.</p>
${similarities.length > 0 ? similarityHistogram(similarities, report.threshold) : ""}
<table><thead>${header}</thead><tbody>
${report.submissions.map((one, index) => submissionRow(one, names[index], directory)).join("\n")}
</tbody></table>
${agentTable(report.agent_pairs)}`,
  );
}

const header = `<tr><th rowspan="2">submission</th><th rowspan="2">verdict</th><th class="number" colspan="2">similarity</th><th class="number" colspan="2">containment</th><th class="number" rowspan="2">longest run</th><th rowspan="2">closest notebook</th></tr>
<tr>${'<th class="number">all</th><th class="number">without boilerplate</th>'.repeat(2)}</tr>`;

function submissionRow(one: SubmissionReport, name: string, directory: string): string {
  const closest = one.pairs[0];
  const link = (text: string): string =>
    one.page === null
      ? escapeHtml(text)
      : `<a href="${escapeHtml(relative(directory, one.page).split(/[\\/]/).map(encodeURIComponent).join("/"))}">${escapeHtml(text)}</a>`;
  const notes = [one.reason ?? "", ...one.notes].filter((text) => text !== "");
  const lines = [
    ...(closest === undefined ? [] : [link(fileName(closest.notebook))]),
    ...notes.map((text) => `<span class="note">${escapeHtml(text)}</span>`),
  ];
  const competition = name.includes(one.competition_id)
    ? ""
    : `<br><span class="note">${escapeHtml(one.competition_id)}</span>`;
  const shares = [
    ["similarity", one.similarity],
    ["similarity without boilerplate", one.filtered_similarity],
    ["containment", one.containment],
    ["containment without boilerplate", one.filtered_containment],
  ] as const;
  return `<tr>${[
    `<td title="${escapeHtml(one.code_path ?? "")}">${escapeHtml(name)}${competition}</td>`,
    cell("verdict", `<span class="${one.verdict}">${one.verdict.replace("-", " ")}</span>`, "verdict"),
    ...shares.map(([title, share]) => cell(title, formatShare(share), "number")),
    cell("longest run", one.longest === null ? "–" : String(one.longest), "number"),
    cell("closest notebook", lines.length === 0 ? "–" : lines.join("<br>")),
  ].join("")}</tr>`;
}

function agentTable(pairs: readonly AgentPairReport[]): string {
  if (pairs.length === 0) return "";
  const shown = pairs.slice(0, maxAgentPairs);
  const names = shortPaths(
    shown.flatMap(({ left_file: left, right_file: right }) => [left, right]),
    /$^/,
  );
  const rows = shown.map((pair, index) => {
    const files = names.slice(2 * index, 2 * index + 2).map((name) => `<td>${escapeHtml(name)}</td>`);
    return `<tr>${[
      ...files,
      cell("similarity", formatShare(pair.similarity), "number"),
      cell("containment", formatShare(pair.containment), "number"),
      cell("longest run", String(pair.longest), "number"),
    ].join("")}</tr>`;
  });
  const rest = pairs.length - rows.length;
  return `<h2>Submissions compared with each other</h2>
<table><thead><tr>${["file", "file"].map((name) => `<th>${name}</th>`).join("")}${["similarity", "containment", "longest run"].map((name) => `<th class="number">${name}</th>`).join("")}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>${rest > 0 ? `<p class="note">And ${rest} more in plagiarism.json.</p>` : ""}`;
}
