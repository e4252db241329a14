import type { ReportCompetition, ReportData, ReportRun } from "@mlebench/reports";
import { heatMap } from "../plot/heat-map.js";
import { histogram } from "../plot/histogram.js";
import type { Plot } from "../plot/plot.js";
import { type RowDot, rowDots } from "../plot/row-dots.js";
import { readable } from "../plot/text.js";
import type { OutcomeKind } from "../plot/theme.js";

/** Plots with a row for each competition, as far as the data allows. */
export function competitionPlots(data: ReportData): Plot[] {
  return [outcomeMap(data), thresholdStrip(data), percentileDots(data)].filter((plot) => plot !== undefined);
}

/** What a run came to, as plots and tables show it. */
export function outcomeOf(run: ReportRun): OutcomeKind {
  if (run.medal !== null) return run.medal;
  if (run.aboveMedian) return "above-median";
  if (run.score !== null) return "valid";
  return run.graded ? "invalid" : "missing";
}

/** Runs by competition and agent. */
function runsByPlace(data: ReportData): (competition: string, agent: string) => readonly ReportRun[] {
  const places = new Map<string, ReportRun[]>();
  const key = (competition: string, agent: string): string => JSON.stringify([competition, agent]);
  for (const run of data.runs) {
    const place = key(run.competitionId, run.agent);
    const runs = places.get(place);
    if (runs === undefined) places.set(place, [run]);
    else runs.push(run);
  }
  return (competition, agent) => places.get(key(competition, agent)) ?? [];
}

function outcomeMap(data: ReportData): Plot | undefined {
  if (data.runs.length === 0) return undefined;
  const runsOf = runsByPlace(data);
  return heatMap({
    name: "outcomes",
    title: "Outcome of every run",
    note: "One box per seed, in the order of seeds.",
    columns: data.agents.map(({ label }) => label),
    rows: data.competitions.map(({ id }) => ({
      label: id,
      cells: data.agents.map(({ label }) => {
        const kinds = runsOf(id, label).map(outcomeOf);
        return kinds.length === 0 ? ["missing"] : kinds;
      }),
    })),
  });
}

function thresholdStrip(data: ReportData): Plot | undefined {
  return dots(data, {
    name: "normalized-scores",
    title: "Scores against medal thresholds",
    note: "0 is the sample submission, 1 the gold threshold. Mean over seeds, with the range of them; arrows are beyond the axis.",
    value: (run) => run.normalized,
    domain: [-0.25, 1.25],
    xLabel: "normalized score",
    withThresholds: true,
  });
}

function percentileDots(data: ReportData): Plot | undefined {
  return dots(data, {
    name: "percentiles",
    title: "Percentile on the human leaderboard",
    note: "Teams that the score beats or equals. Mean over seeds with a score, with the range of them.",
    value: (run) => run.percentile,
    domain: [0, 100],
    xLabel: "percentile (%)",
  });
}

interface DotChoice {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly value: (run: ReportRun) => number | null;
  readonly domain: readonly [number, number];
  readonly xLabel: string;
  readonly withThresholds?: boolean;
}

function dots(data: ReportData, choice: DotChoice): Plot | undefined {
  const runsOf = runsByPlace(data);
  const rows = data.competitions
    .map((competition) => ({
      label: competition.id,
      dots: data.agents.flatMap(({ label }, series): RowDot[] => {
        const values = runsOf(competition.id, label)
          .map(choice.value)
          .filter((value): value is number => value !== null && Number.isFinite(value));
        if (values.length === 0) return [];
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return [{ series, value: mean, low: Math.min(...values), high: Math.max(...values) }];
      }),
      thresholds: choice.withThresholds ? normalizedThresholds(competition) : [],
    }))
    .filter((row) => row.dots.length > 0);
  if (rows.length === 0) return undefined;
  const { name, title, note, domain, xLabel } = choice;
  return rowDots({ name, title, note, domain, xLabel, series: data.agents.map(({ label }) => label), rows });
}

const medals = ["bronze", "silver", "gold"] as const;

function normalizedThresholds({ thresholds, sampleSubmissionScore }: ReportCompetition) {
  if (thresholds === null || sampleSubmissionScore === null) return [];
  const span = thresholds.gold - sampleSubmissionScore;
  if (span === 0 || !Number.isFinite(span)) return [];
  return medals.map((medal) => ({ medal, at: (thresholds[medal] - sampleSubmissionScore) / span }));
}

/**
 * The human leaderboard of a competition with the scores of runs; undefined without a leaderboard.
 * @param options.legend left out where marks and thresholds are explained beside the plot
 */
export function boardPlot(
  data: ReportData,
  competition: ReportCompetition,
  { legend = true }: { legend?: boolean } = {},
): Plot | undefined {
  const { id, board, thresholds, lowerIsBetter } = competition;
  if (board === null || board.bins.length === 0) return undefined;
  const beyond = board.beyond > 0 ? `, ${board.beyond} of them beyond the bars` : "";
  return histogram({
    name: `leaderboard-${data.competitions.indexOf(competition) + 1}`,
    title: `Human leaderboard of ${id}`,
    note: `${board.teams} teams${beyond}. Scores beyond the bars are drawn at the edge.`,
    legend,
    bins: board.bins,
    series: data.agents.map(({ label }) => ({
      name: label,
      values: (competition.agents.find(({ agent }) => agent === label)?.scores ?? []).filter(
        (score): score is number => score !== null && Number.isFinite(score),
      ),
    })),
    thresholds: thresholds === null ? [] : medals.map((medal) => ({ medal, at: thresholds[medal] })),
    xLabel: `score (${lowerIsBetter ? "lower" : "higher"} is better, best ${readable(board.best)})`,
    yLabel: "teams",
  });
}
