import type { ReportData } from "@mlebench/reports";
import type { Plot } from "../plot/plot.js";
import { boardPlot, competitionPlots } from "./competition-plots.js";
import { familiarityPlot, similarityPlot, validationPlot } from "./evidence-plots.js";
import { leaderboardPlot } from "./leaderboard-plot.js";
import { costPlot, summaryPlots } from "./report-plots.js";

/** All plots of a report that its data allows, each with another name. */
export function reportPlots(data: ReportData): Plot[] {
  return [
    ...summaryPlots(data),
    leaderboardPlot(data),
    ...competitionPlots(data),
    validationPlot(data),
    costPlot(data),
    similarityPlot(data),
    familiarityPlot(data),
    ...data.competitions.map((competition) => {
      const plot = boardPlot(data, competition);
      // In a directory of files, a number would not say which competition it is.
      return plot && { ...plot, name: `leaderboard-${competition.id}` };
    }),
  ].filter((plot) => plot !== undefined);
}
