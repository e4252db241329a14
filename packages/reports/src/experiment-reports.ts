import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { compareCodePoints } from "./code-points.js";
import { readText } from "./read-json.js";

export interface ExperimentReports {
  /** One report per run group, in the order of the groups' names. */
  paths: string[];
  /** Run groups that have no report, or no directory. */
  skipped: { runGroup: string; reason: string }[];
}

/**
 * The grading reports of an experiment: `<runsDirectory>/run_group_experiments.csv` names its run groups, one
 * `experiment id,run group` a line, and each has one `*grading_report*.json` in its directory.
 * @throws UserError when the experiment is unknown, a group has several reports, or none has one
 */
export function experimentReports(runsDirectory: string, experimentId: string): ExperimentReports {
  const file = join(runsDirectory, "run_group_experiments.csv");
  const groups = runGroupsOf(file, experimentId);
  const result: ExperimentReports = { paths: [], skipped: [] };
  for (const runGroup of groups) {
    const directory = join(runsDirectory, runGroup);
    const reports = reportsIn(directory);
    if (reports.length > 1) {
      throw new UserError(`The run group ${runGroup} has ${reports.length} grading reports`, {
        file: directory,
        expected: "one file *grading_report*.json",
        hint: `Move all but one away: ${reports.join(", ")}.`,
      });
    }
    if (reports.length === 1) result.paths.push(join(directory, reports[0]));
    else {
      const reason = existsSync(directory) ? "it has no grading report" : "it has no directory";
      result.skipped.push({ runGroup, reason });
    }
  }
  if (result.paths.length > 0) return result;
  throw new UserError(`No run group of the experiment "${experimentId}" has a grading report`, {
    file: runsDirectory,
    hint: `Its run groups are ${groups.join(", ")}.`,
  });
}

function reportsIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /grading_report.*\.json$/s.test(name) && statSync(join(directory, name)).isFile())
    .sort(compareCodePoints);
}

function runGroupsOf(file: string, experimentId: string): string[] {
  const rows = readText(file, "list of experiments")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.includes(",") && !line.startsWith("experiment_id"))
    .map((line) => [line.slice(0, line.indexOf(",")).trim(), line.slice(line.indexOf(",") + 1).trim()]);
  const groups = rows.filter(([id]) => id === experimentId).map(([, runGroup]) => runGroup);
  if (groups.length > 0) return groups.sort(compareCodePoints);
  const known = [...new Set(rows.map(([id]) => id))];
  throw new UserError(`Unknown experiment \`${experimentId}\``, {
    file,
    ...(known.length > 0 && { expected: `one of ${known.join(", ")}` }),
  });
}
