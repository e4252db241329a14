import { join, resolve } from "node:path";
import { cannotWrite, makeDirectory, writeFileAtomically } from "@mlebench/disk";
import { readGradingReports, reportsByRun } from "@mlebench/reports";
import { readRunGroup } from "@mlebench/runner";
import { logJson } from "./log-json.js";
import { begunRecords, begunRuns } from "./logged-run.js";
import { readRun } from "./read-runs.js";
import { trajectory } from "./trajectory.js";

/**
 * Writes an ATIF trajectory of every run of a group: `<run ID>.trajectory.json`.
 * @param runGroup directory of the run group
 * @returns the paths, in the runs' order
 * @throws UserError if the group cannot be read or the directory cannot be written to
 */
export function writeTrajectories(runGroup: string, directory: string): string[] {
  const group = resolve(runGroup);
  const state = readRunGroup(group);
  const reports = reportsByRun(begunRecords(state), readGradingReports(group));
  return begunRuns(state).map(([runId, record]) => {
    const run = readRun(group, runId, record, reports.get(runId) ?? null);
    const path = join(directory, `${runId}.trajectory.json`);
    try {
      makeDirectory(directory);
      writeFileAtomically(path, `${logJson(trajectory(run))}\n`);
    } catch (cause) {
      throw cannotWrite("trajectory", cause, path);
    }
    return path;
  });
}
