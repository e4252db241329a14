import { UserError } from "@mlebench/core";
import type {
  AgentComparison,
  AgentSplit,
  ComparedMetric,
  Estimate,
  PairedDifference,
  ReportData,
} from "@mlebench/reports";
import { buildReport } from "@mlebench/reports/experiments";
import { exitCodes } from "../exit-codes.js";
import { loadExperiments } from "../experiments.js";
import { printResult } from "../json.js";
import type { JsonOption } from "../options.js";
import { formatHeadedTable } from "../table.js";
import { print, style, warn } from "../terminal.js";

export interface CompareOptions extends JsonOption {
  experiments: readonly string[];
  split: string;
  runDir?: string;
}

/** Compares two agents, in a few lines. */
export async function compare(options: CompareOptions): Promise<number> {
  const experiments = await loadExperiments(options.experiments, { ...options, separate: true });
  const labels = experiments.map(({ agent }) => agent);
  if (labels.length !== 2) {
    throw new UserError(
      `Comparing takes two agents, not ${labels.length}: ${labels.map((label) => `\`${label}\``).join(", ")}`,
      {
        expected: "two experiments; several run groups of one agent have the same label, as LABEL=PATH",
      },
    );
  }
  const report = buildReport(experiments, { resamples: 9999 });
  const comparison = chosenComparison(report, options.split);
  for (const text of report.warnings)
    if (!experiments.some(({ warnings }) => warnings.includes(text))) warn(text);
  for (const text of comparison.caveats) warn(text);
  printResult(options, {
    value: () => ({
      agents: report.agents,
      comparisons: report.comparisons,
      summaries: report.summaries,
      warnings: report.warnings,
    }),
    text: () => comparisonText(report, comparison),
  });
  if (!options.json && comparison.onlyA.length + comparison.onlyB.length > 0) {
    print(
      `Not compared: ${countText(comparison.onlyA.length)} of ${comparison.a} only, ${comparison.onlyB.length} of ${comparison.b} only`,
    );
  }
  return exitCodes.ok;
}

const countText = (count: number): string => `${count} ${count === 1 ? "competition" : "competitions"}`;

/** The comparison on a split, or on competitions outside the benchmark if there are no others. */
function chosenComparison({ comparisons, agents }: ReportData, split: string): AgentComparison {
  const found =
    comparisons.find((one) => one.split === split) ?? comparisons.find((one) => one.split === "other");
  if (found !== undefined) return found;
  throw new UserError(`${agents.map(({ label }) => label).join(" and ")} have no competition in common`, {
    expected: `runs of the same competitions of the split "${split}"`,
  });
}

const metrics: readonly (readonly [ComparedMetric, string, number])[] = [
  ["anyMedal", "any medal (%)", 1],
  ["percentile", "percentile", 1],
  ["normalized", "normalized", 3],
];

function comparisonText(report: ReportData, comparison: AgentComparison): string {
  const { a, b, split } = comparison;
  const header = ["", a, b, "difference", "95% interval", "p", "better"];
  const rows = metrics.flatMap(([metric, label, digits]) => {
    const paired = comparison.overCompetitions[metric];
    if (paired === null) return [];
    return [[label, ...columns(paired, digits, sharedEstimates(report, comparison, metric))]];
  });
  const parts = split === "all" ? ["low", "medium", "high"] : [];
  const partRows = parts.flatMap((name) => {
    const part = report.comparisons.find((one) => one.split === name);
    const paired = part?.overCompetitions.anyMedal;
    return part === undefined || paired == null
      ? []
      : [[`  ${name} (%)`, ...columns(paired, 1, sharedEstimates(report, part, "anyMedal"))]];
  });
  const [medals, ...others] = rows;
  return [
    style("bold", `${a} and ${b} on ${countText(comparison.competitions)} (${split}), paired by competition`),
    formatHeadedTable(header, [medals, ...partRows, ...others], [1, 2, 3, 4, 5, 6]),
    ...separatingText(comparison),
  ].join("\n");
}

/** Means with their errors over seeds, if both agents have run the same competitions. */
function sharedEstimates(
  { summaries }: ReportData,
  { a, b, split, onlyA, onlyB }: AgentComparison,
  metric: ComparedMetric,
): readonly (Estimate | null)[] {
  const isSame = onlyA.length + onlyB.length === 0;
  const of = (agent: string): Estimate | null => {
    const found: AgentSplit | undefined = summaries.find((one) => one.agent === agent && one.split === split);
    return isSame && found?.skippedRuns === 0 ? found.metrics[metric] : null;
  };
  return [of(a), of(b)];
}

function columns(
  paired: PairedDifference,
  digits: number,
  [ofA, ofB]: readonly (Estimate | null)[],
): string[] {
  const number = (value: number): string => value.toFixed(digits);
  const signed = (value: number): string => `${value > 0 ? "+" : ""}${number(value)}`;
  const mean = (value: number, estimate: Estimate | null): string =>
    estimate === null || estimate.n < 2
      ? number(value)
      : `${number(value)} ± ${number(estimate.standardError)}`;
  const { ciLower, ciUpper, signTestP: p, aBetter, bBetter, ties } = paired;
  return [
    mean(paired.a, ofA),
    mean(paired.b, ofB),
    signed(paired.difference),
    ciLower === null || ciUpper === null ? "–" : `${signed(ciLower)} to ${signed(ciUpper)}`,
    p < 0.001 ? "<0.001" : p.toFixed(3),
    `${aBetter}:${bBetter} (${ties} ${ties === 1 ? "tie" : "ties"})`,
  ];
}

const mostSeparating = 4;

function separatingText({ a, b, separating }: AgentComparison): string[] {
  const { length } = separating.filter(({ winner }) => winner !== null);
  const shown = separating
    .filter(({ difference }) => difference.anyMedal !== 0)
    .slice(0, mostSeparating)
    .map(({ competitionId, difference: { anyMedal } }) => {
      const size = Math.abs(anyMedal ?? 0).toFixed(0);
      return `${competitionId} (+${size} ${(anyMedal ?? 0) > 0 ? a : b})`;
    });
  return [
    ...(length === 0 ? [] : [`Every run of one agent beats every run of the other in ${countText(length)}`]),
    ...(shown.length === 0 ? [] : [`Largest differences in medals: ${shown.join(", ")}`]),
  ];
}
