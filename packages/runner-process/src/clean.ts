import { join } from "node:path";
import { type CleanFilter, killAll, listProcesses } from "@mlebench/runner";
import { groupMarker } from "./processes.js";
import { removeTree, scratchDirectories } from "./scratch.js";

/** Ends processes that carry our markers and removes scratch directories; gives a line for each. */
export async function clean(
  { runGroup, dryRun = false, isInUse }: CleanFilter,
  runsDirectory: string | undefined,
): Promise<string[]> {
  const isFree = (group: string): boolean =>
    runsDirectory === undefined || isInUse?.(join(runsDirectory, group)) !== true;
  const isWanted = (environment: string): boolean => {
    const group = environment.split(`\0${groupMarker}=`)[1]?.split("\0")[0];
    return group !== undefined && (runGroup === undefined || group === runGroup) && isFree(group);
  };
  const find = (): number[] =>
    listProcesses()
      .filter((entry) => entry.pid !== process.pid && isWanted(entry.environment))
      .map(({ pid }) => pid);
  const lines = find().map((pid) => `process ${pid}`);
  if (!dryRun) await killAll(find, 5);
  for (const scratch of scratchDirectories(runsDirectory, runGroup, isFree)) {
    lines.push(`directory ${scratch}`);
    if (!dryRun) removeTree(scratch);
  }
  return lines;
}
