import {
  type AgentSplit,
  type ReportData,
  type ReportMetric,
  reportMetricLabels,
  reportMetrics,
} from "@mlebench/reports";
import type { VNode } from "preact";
import { mainSplit, splitsWithRuns, summariesOf } from "../plots/main-split.js";
import { summaryPlots } from "../plots/report-plots.js";
import { fixed, meanAndError } from "./numbers.js";
import { AgentName, type Column, DataTable, Notes, Plots, Section } from "./parts.js";

/** Splits × metrics of all agents, with their plots. */
export function SummarySection({ data }: { data: ReportData }): VNode {
  const main = mainSplit(data)?.name;
  // The split that the plots show comes first.
  const splits = splitsWithRuns(data).sort((a, b) => Number(b.name === main) - Number(a.name === main));
  const rows = splits.flatMap(({ name }) => summariesOf(data, name));
  return (
    <Section id="summary" title="Summary">
      <p>
        Means over seeds with their standard error (n − 1). Percentile: teams of the human leaderboard that
        the score beats or equals. Normalized score: 0 is the sample submission, 1 the gold threshold. In
        both, a run without a score counts as 0.
      </p>
      <DataTable
        id="summary-table"
        label="results by agent and split"
        columns={summaryColumns(data)}
        rows={rows}
      />
      <Notes notes={summaryNotes(rows)} />
      <Plots plots={summaryPlots(data)} />
    </Section>
  );
}

function summaryColumns(data: ReportData): Column<AgentSplit>[] {
  const labels = new Map(data.splits.map(({ name, label }) => [name, label]));
  return [
    {
      header: "Agent",
      cell: ({ agent }) => (
        <AgentName name={agent} index={data.agents.findIndex(({ label }) => label === agent)} />
      ),
    },
    { header: "Split", kind: "word", cell: ({ split }) => labels.get(split) ?? split },
    {
      header: "Competitions",
      kind: "number",
      cell: (row) => `${row.competitions} of ${row.competitionsInSplit}${row.isComplete ? "" : " *"}`,
      value: (row) => row.competitions,
    },
    {
      header: "Seeds",
      kind: "number",
      cell: (row) => `${row.seeds}${row.paddedRuns > 0 ? " †" : ""}`,
      value: (row) => row.seeds,
    },
    ...reportMetrics.map((metric): Column<AgentSplit> => {
      const { label, unit } = reportMetricLabels[metric];
      return {
        header: unit === "" ? label : `${shortened[metric] ?? label} (${unit})`,
        kind: "number",
        cell: (row) => meanAndError(row.metrics[metric], decimals(metric)),
        value: (row) => row.metrics[metric]?.mean ?? null,
      };
    }),
  ];
}

const shortened: Partial<Record<ReportMetric, string>> = { percentile: "Percentile" };

/** Decimals that a metric is shown with. */
export function decimals(metric: ReportMetric): number {
  return metric === "normalized" ? 3 : 1;
}

function summaryNotes(rows: readonly AgentSplit[]): string[] {
  const notes: string[] = [];
  if (rows.some(({ isComplete }) => !isComplete))
    notes.push("* Not all competitions of the split: the numbers are of another, smaller set.");
  for (const { agent, split, paddedRuns, paddedSeeds } of rows)
    if (paddedRuns > 0)
      notes.push(
        `† ${agent}, ${split}: ${paddedRuns} missing runs count as failed, in seeds ${paddedSeeds.join(", ")}.`,
      );
  for (const { agent, split, skippedRuns } of rows)
    if (skippedRuns > 0)
      notes.push(
        `${agent}, ${split}: ${fixed(skippedRuns, 0)} runs beyond the last complete seed are not averaged.`,
      );
  return notes;
}
