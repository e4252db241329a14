import { printableLine } from "@mlebench/core";
import { type ReportData, reportMetricLabels, reportMetrics } from "@mlebench/reports";
import { betterCounts, difference } from "./page/comparison-section.js";
import { dollars, fixed, meanAndError, plural, pValue, unknown } from "./page/numbers.js";
import { decimals } from "./page/summary-section.js";
import { leaderboardSplit, rankedRows } from "./plots/leaderboard-plot.js";
import { mainSplit, splitsWithRuns, summariesOf } from "./plots/main-split.js";

/** A report as Markdown, for a pull request or an issue: a screen or two, whatever the number of runs. */
export function reportMarkdown(data: ReportData): string {
  const parts = [
    `## ${escapeMarkdown(data.title)}`,
    `${plural(data.agents.length, "agent")}, ${plural(data.runs.length, "run")}, ${plural(data.competitions.length, "competition")}. mlebench ${data.mlebenchVersion}, ${data.createdAt.slice(0, 10)}.`,
    list(data.warnings),
    summary(data),
    comparison(data),
    leaderboard(data),
    failures(data),
    costs(data),
    deviations(data),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Foreign text that stays text in Markdown. */
export function escapeMarkdown(text: string): string {
  return printableLine(text)
    .replace(/[\\`*_{}[\]<>#!|~]/g, "\\$&")
    .replaceAll("&", "&amp;");
}

const mostNotes = 8;

function list(notes: readonly string[]): string {
  const shown = notes.slice(0, mostNotes).map((note) => `- ${escapeMarkdown(note)}`);
  if (notes.length > mostNotes) shown.push(`- and ${notes.length - mostNotes} more`);
  return shown.join("\n");
}

/** The first `texts` columns are aligned left. */
function table(header: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    line(header.map((_, index) => (index < texts ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}

function summary(data: ReportData): string {
  const metrics = reportMetrics.filter((metric) =>
    data.summaries.some((one) => one.runs > 0 && one.metrics[metric] !== null),
  );
  const rows = splitsWithRuns(data).flatMap(({ name, label }) =>
    summariesOf(data, name).map((one) => [
      escapeMarkdown(one.agent),
      escapeMarkdown(label),
      `${one.competitions}/${one.competitionsInSplit}`,
      `${one.seeds}${one.paddedRuns > 0 ? ` (${one.paddedRuns} runs padded)` : ""}`,
      ...metrics.map((metric) => meanAndError(one.metrics[metric], decimals(metric))),
    ]),
  );
  const headers = metrics.map((metric) => {
    const { label, unit } = reportMetricLabels[metric];
    return unit === "" ? label : `${metric === "percentile" ? "Percentile" : label} (${unit})`;
  });
  const grid = table(["Agent", "Split", "Competitions", "Seeds", ...headers], rows, 2);
  return grid === "" ? "" : `${grid}\n\nMean over seeds ± standard error.`;
}

function comparison(data: ReportData): string {
  const main = mainSplit(data)?.name;
  const pairs = data.comparisons.filter(({ split }) => split === main);
  const rows = pairs.map(({ a, b, competitions, overCompetitions: { anyMedal, percentile } }) => [
    escapeMarkdown(a),
    escapeMarkdown(b),
    String(competitions),
    difference(anyMedal, "anyMedal"),
    betterCounts(anyMedal),
    anyMedal === null ? unknown : pValue(anyMedal.signTestP),
    difference(percentile, "percentile"),
    percentile === null ? unknown : pValue(percentile.signTestP),
  ]);
  if (rows.length === 0) return "";
  const header = [
    "A",
    "B",
    "Competitions",
    "Any medal, A − B [95%]",
    "Better in A / B",
    "p",
    "Percentile, A − B [95%]",
    "p",
  ];
  return `### Comparison, split ${main}\n\n${table(header, rows, 2)}\n\n95%: bootstrap over competitions. p: exact sign test.`;
}

const around = 2;

/** The agents with those that are next to them. */
function leaderboard(data: ReportData): string {
  const split = leaderboardSplit(data);
  if (split === undefined) return "";
  const ranked = rankedRows(data).filter((row) => row[split] !== null);
  const own = ranked.flatMap(({ origin }, index) => (origin === "local" ? [index] : []));
  const rows = ranked.flatMap((row, index) => {
    if (!own.some((at) => Math.abs(at - index) <= around)) return [];
    const name = escapeMarkdown(row.agent);
    const score = row[split];
    return [
      [
        String(index + 1),
        row.origin === "local" ? `**${name}**` : name,
        escapeMarkdown(row.models),
        score === null ? unknown : `${fixed(score.mean)} ± ${fixed(score.standardError)}`,
        escapeMarkdown(row.caveats.join(" ")) || unknown,
      ],
    ];
  });
  return `### Among published results, split ${split}\n\nAny medal in %, as of ${escapeMarkdown(data.leaderboard.publishedAsOf)}. Setups differ.\n\n${table(["#", "Agent", "Models", "Any medal (%)", "Not comparable"], rows, 3)}`;
}

function failures(data: ReportData): string {
  if (data.failures.length === 0) return "";
  const counts = new Map<string, number>();
  for (const { agent, kind } of data.failures) {
    const key = JSON.stringify([agent, kind]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts].map(([key, number]) => {
    const [agent, kind] = JSON.parse(key) as [string, string];
    return [escapeMarkdown(agent), kind, String(number)];
  });
  return `### Runs without a score\n\n${table(["Agent", "Kind", "Runs"], rows, 2)}`;
}

function costs(data: ReportData): string {
  const rows = data.costs
    .filter(({ hours, cost }) => hours !== null || cost !== null)
    .map(({ agent, runs, hours, cost, costPerRun, costPerMedal }) => [
      escapeMarkdown(agent),
      String(runs),
      fixed(hours),
      dollars(cost),
      dollars(costPerRun),
      dollars(costPerMedal),
    ]);
  const grid = table(["Agent", "Runs", "Hours", "Cost", "Per run", "Per medal"], rows);
  return grid === "" ? "" : `### Cost\n\n${grid}`;
}

/** Only what deviates, or is not known. */
function deviations(data: ReportData): string {
  const rows = data.manifest.flatMap(({ agent, entries }) =>
    entries
      .filter(({ deviates }) => deviates !== false)
      .map(({ label, canonical, actual, deviates }) => [
        escapeMarkdown(agent),
        label,
        escapeMarkdown(canonical),
        escapeMarkdown(actual),
        deviates === null ? "unknown" : "deviates",
      ]),
  );
  const grid = table(["Agent", "Setting", "Canonical", "These runs", ""], rows, 5);
  return grid === "" ? "" : `### Deviations from the canonical setup\n\n${grid}`;
}
