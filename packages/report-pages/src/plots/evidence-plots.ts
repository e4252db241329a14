import { normalizedScore, type ReportData } from "@mlebench/reports";
import { type Bin, histogram } from "../plot/histogram.js";
import type { Plot } from "../plot/plot.js";
import { type ScatterPoint, scatter } from "../plot/scatter.js";

/**
 * What an agent measured itself against its score, both from 0 (sample submission) to 1 (gold threshold): below the line,
 * the agent expected more than it got. Undefined if no agent recorded a validation score.
 */
export function validationPlot(data: ReportData): Plot | undefined {
  const competitions = new Map(data.competitions.map((competition) => [competition.id, competition]));
  const series = data.agents.map(({ label }) => ({
    name: label,
    points: data.runs.flatMap((run): ScatterPoint[] => {
      const competition = competitions.get(run.competitionId);
      if (run.agent !== label || competition === undefined) return [];
      const x = normalizedScore(run.validationScore ?? null, competition);
      if (x === null || run.normalized === null) return [];
      const name = `${run.competitionId}, seed ${run.seed}`;
      return [{ label: name, x: limited(x), y: limited(run.normalized) }];
    }),
  }));
  if (series.every(({ points }) => points.length === 0)) return undefined;
  return scatter({
    name: "validation",
    title: "Validation against test",
    note: "0 is the sample submission, 1 the gold threshold. Values beyond −0.5 and 1.5 are drawn at the edge.",
    series,
    xLabel: "best validation score of the agent (normalized)",
    yLabel: "score (normalized)",
    diagonal: true,
  });
}

/** One outlier must not press all others together. */
const limited = (normalized: number): number => Math.min(1.5, Math.max(-0.5, normalized));

/** Familiarity of a base model against each agent's normalized score; undefined without that audit. */
export function familiarityPlot(data: ReportData): Plot | undefined {
  if (data.familiarity.length === 0) return undefined;
  const familiarity = new Map(data.familiarity.map((one) => [one.competitionId, one.familiarity]));
  const series = data.agents.map(({ label }) => ({
    name: label,
    points: data.competitions.flatMap(({ id, agents }): ScatterPoint[] => {
      const x = familiarity.get(id);
      const y = agents.find(({ agent }) => agent === label)?.normalized ?? null;
      return x === undefined || y === null ? [] : [{ label: id, x, y }];
    }),
  }));
  if (series.every(({ points }) => points.length === 0)) return undefined;
  return scatter({
    name: "familiarity",
    title: "Familiarity against score",
    note: "A point is a competition, with the mean over its runs.",
    series,
    xLabel: "mean probability of the tokens of its texts",
    yLabel: "score (0 sample submission, 1 gold)",
  });
}

const similarityBins = 20;

/** How similar the code of runs is to public notebooks; undefined without that audit. */
export function similarityPlot(data: ReportData): Plot | undefined {
  const values = data.similarities.map(({ similarity }) => similarity);
  if (values.length === 0) return undefined;
  const bins = Array.from({ length: similarityBins }, (_, index): Bin => {
    const isLast = index === similarityBins - 1;
    const [from, to] = [index / similarityBins, (index + 1) / similarityBins];
    const count = values.filter((value) => value >= from && (value < to || isLast)).length;
    return { from, to, count };
  });
  return histogram({
    name: "similarity",
    title: "Similarity to public notebooks",
    note: "Highest over all pairs of a script of the run and a notebook.",
    bins,
    xLabel: "similarity",
    yLabel: "runs",
  });
}
