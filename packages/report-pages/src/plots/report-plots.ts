import {
  type AgentSplit,
  type ReportData,
  type ReportMetric,
  type ReportSplit,
  reportMetricLabels,
} from "@mlebench/reports";
import { groupedBars } from "../plot/grouped-bars.js";
import { lines } from "../plot/lines.js";
import type { Plot } from "../plot/plot.js";
import { type ScatterPoint, scatter } from "../plot/scatter.js";
import { stackedBars } from "../plot/stacked-bars.js";
import { mainSplit, splitsWithRuns, summariesOf } from "./main-split.js";

/** Plots of agents over all competitions, as far as the data allows. */
export function summaryPlots(data: ReportData): Plot[] {
  const split = mainSplit(data);
  if (split === undefined) return [];
  const summaries = summariesOf(data, split.name);
  return [
    metricBars(data, "medals", "anyMedal", "Competitions with a medal"),
    metricBars(data, "percentiles-by-split", "percentile", "Mean percentile on the human leaderboard"),
    medalKinds(summaries, split),
    ladder(data, summaries, split),
    passAtK(data, summaries, split),
    medalsByHour(data),
  ].filter((plot) => plot !== undefined);
}

const indexOf = (data: ReportData, agent: string): number =>
  data.agents.findIndex(({ label }) => label === agent);

function metricBars(data: ReportData, name: string, metric: ReportMetric, title: string): Plot | undefined {
  const splits = splitsWithRuns(data);
  const { label, unit } = reportMetricLabels[metric];
  const series = data.agents.map(({ label: agent }) => ({
    name: agent,
    values: splits.map((split) => {
      const summary = summariesOf(data, split.name).find((one) => one.agent === agent);
      const estimate = summary?.metrics[metric] ?? null;
      if (estimate === null) return null;
      const { mean, standardError, n } = estimate;
      return { mean, sem: n > 1 ? standardError : null, n };
    }),
  }));
  if (series.every(({ values }) => values.every((value) => value === null))) return undefined;
  return groupedBars({
    name,
    title,
    note: "Mean over seeds; whiskers are one standard error of it.",
    groups: splits.map((split) => shortLabel(split, data)),
    series,
    xLabel: "split",
    yLabel: unit === "" ? label : `${label} (${unit})`,
  });
}

/** A star marks splits that some agent has only a part of. */
function shortLabel(split: ReportSplit, data: ReportData): string {
  const isComplete = summariesOf(data, split.name).every((summary) => summary.isComplete);
  return isComplete ? split.label : `${split.label}*`;
}

function medalKinds(summaries: readonly AgentSplit[], split: ReportSplit): Plot | undefined {
  return stackedBars({
    name: "medal-kinds",
    title: `Medals by kind, ${split.label}`,
    note: "Best medal of each run, mean over seeds.",
    parts: ["gold", "silver", "bronze"],
    bars: summaries.map(({ agent, metrics }) => ({
      name: agent,
      values: [metrics.gold?.mean ?? 0, metrics.silver?.mean ?? 0, metrics.bronze?.mean ?? 0],
    })),
    xLabel: "competitions (%)",
  });
}

function ladder(data: ReportData, summaries: readonly AgentSplit[], split: ReportSplit): Plot | undefined {
  const steps = summaries[0]?.ladder.filter(({ step }) => step !== "runs") ?? [];
  if (steps.length === 0) return undefined;
  return lines({
    name: "ladder",
    title: `From submission to gold, ${split.label}`,
    series: byAgent(data, summaries, (summary) =>
      summary.ladder
        .filter(({ step }) => step !== "runs")
        .map(({ percentage }, index) => ({ x: index, y: percentage })),
    ),
    categories: steps.map(({ step }) => (step === "above median" ? "> median" : step)),
    xName: "step",
    xLabel: "reached at least",
    yLabel: "runs (%)",
  });
}

function passAtK(data: ReportData, summaries: readonly AgentSplit[], split: ReportSplit): Plot | undefined {
  const stable = (summary: AgentSplit) => summary.passAtK.filter(({ isStable, k }) => isStable || k === 1);
  if (!summaries.some((summary) => stable(summary).length > 1)) return undefined;
  return lines({
    name: "pass-at-k",
    title: `Medal in the best of k runs, ${split.label}`,
    note: "Unbiased estimate of pass@k, for k up to half the runs of each competition.",
    series: byAgent(data, summaries, (summary) =>
      stable(summary).map(({ k, value }) => ({ x: k, y: value })),
    ),
    xName: "k",
    xLabel: "k (runs)",
    yLabel: "pass@k: any medal (%)",
  });
}

/** Every agent keeps its color and mark, though some have no data. */
function byAgent(
  data: ReportData,
  summaries: readonly AgentSplit[],
  points: (summary: AgentSplit) => { x: number; y: number }[],
): { name: string; points: { x: number; y: number }[] }[] {
  return data.agents.map(({ label }) => {
    const summary = summaries.find(({ agent }) => agent === label);
    return { name: label, points: summary === undefined ? [] : points(summary) };
  });
}

function medalsByHour(data: ReportData): Plot | undefined {
  if (data.medalsByHour.length === 0) return undefined;
  return lines({
    name: "medals-by-hour",
    title: "Medals against hours",
    note: "Runs with a medal, if each had been ended at that time. From submissions that were kept and graded.",
    series: data.agents.map(({ label }) => ({
      name: label,
      points: data.medalsByHour
        .filter(({ agent }) => agent === label)
        .map(({ hour, anyMedal }) => ({ x: hour, y: anyMedal })),
    })),
    steps: true,
    xName: "hours",
    xLabel: "time since the start (hours)",
    yLabel: "any medal (% of runs)",
  });
}

/** Cost against medals; undefined if no agent's cost is known. */
export function costPlot(data: ReportData): Plot | undefined {
  const split = mainSplit(data);
  if (split === undefined) return undefined;
  const summaries = summariesOf(data, split.name);
  const series = data.agents.map(({ label }) => ({
    name: label,
    points: costPoints(data, label, summaries),
  }));
  if (series.every(({ points }) => points.length === 0)) return undefined;
  return scatter({
    name: "cost",
    title: `Cost against medals, ${split.label}`,
    note: "Whiskers are one standard error of the mean over seeds.",
    series,
    xLabel: "cost per run (US dollars, logarithmic)",
    yLabel: "any medal (%)",
    logX: true,
    yFromZero: true,
  });
}

function costPoints(data: ReportData, agent: string, summaries: readonly AgentSplit[]): ScatterPoint[] {
  const cost = data.costs[indexOf(data, agent)]?.costPerRun ?? null;
  const medal = summaries.find((summary) => summary.agent === agent)?.metrics.anyMedal ?? null;
  if (cost === null || medal === null) return [];
  return [{ label: agent, x: cost, y: medal.mean, sem: medal.standardError }];
}
