import type { ReportData } from "@mlebench/reports";
import { plotCsv, plotSvg } from "./plot/plot.js";
import { reportPlots } from "./plots/all-plots.js";
import { type ReportFile, reportTables } from "./tables.js";

/** Plots as SVG, each with its data as CSV beside it. */
export function svgFiles(data: ReportData): ReportFile[] {
  return reportPlots(data).flatMap((plot) => [
    { name: `${fileStem(plot.name)}.svg`, text: plotSvg(plot) },
    { name: `${fileStem(plot.name)}.csv`, text: plotCsv(plot) },
  ]);
}

/** All numbers as CSV: the tables of the report, and the data of its plots in `plots/`. */
export function csvFiles(data: ReportData): ReportFile[] {
  return [
    ...reportTables(data),
    ...reportPlots(data).map((plot) => ({ name: `plots/${fileStem(plot.name)}.csv`, text: plotCsv(plot) })),
  ];
}

/** IDs of competitions come from reports, which can hold anything. */
const fileStem = (name: string): string => name.replace(/[^\w.-]/g, "_").slice(0, 120);
