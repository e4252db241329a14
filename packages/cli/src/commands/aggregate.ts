import { resolve } from "node:path";
import { setNames, UsageError } from "@mlebench/core";
import {
  type AggregateFormat,
  aggregateReports,
  experimentReports,
  formatAggregate,
} from "@mlebench/reports";
import { list, select } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import type { JsonOption } from "../options.js";
import { print, warn } from "../terminal.js";

export interface AggregateOptions extends JsonOption {
  gradingReports?: string[];
  /** An experiment of `run_group_experiments.csv` in the directory of run groups, instead of reports. */
  experimentId?: string;
  runDir?: string;
  split: string;
  numSeeds?: number;
  padMissing?: boolean;
  format: AggregateFormat;
}

/** Prints what grading reports come to over seeds. */
export async function aggregate(options: AggregateOptions): Promise<number> {
  const summary = aggregateReports({
    reports: chosenReports(options),
    split: setNames().includes(options.split) ? options.split : select([options.split]),
    numSeeds: options.numSeeds,
    padMissing: options.padMissing,
    categories: Object.fromEntries(list().map(({ id, category }) => [id, category])),
  });
  const format = options.json ? "json" : options.format;
  // The others hold them.
  if (format === "csv" || format === "json") for (const text of summary.warnings) warn(text);
  print(formatAggregate(summary, format));
  return exitCodes.ok;
}

/** The reports that are named, or those of an experiment's run groups. */
function chosenReports({ gradingReports, experimentId, runDir = "runs" }: AggregateOptions): string[] {
  const expected = "either --grading-reports or --experiment-id";
  if (gradingReports !== undefined && experimentId !== undefined)
    throw new UsageError("Both reports and an experiment are named", { expected });
  if (gradingReports !== undefined) return gradingReports;
  if (experimentId === undefined) throw new UsageError("Nothing to aggregate", { expected });
  const { paths, skipped } = experimentReports(resolve(runDir), experimentId);
  for (const { runGroup, reason } of skipped) warn(`Skipped run group ${runGroup}: ${reason}.`);
  return paths;
}
