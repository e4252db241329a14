import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CleanFilter } from "@mlebench/runner";
import { removeTree } from "./remove-tree.js";
import { pathsBelow, scratchName } from "./run-paths.js";
import { killRun } from "./run-processes.js";
import { runPhase } from "./run-state.js";

/** Ends containers that runs left, and removes their directories; gives a line for each. */
export async function clean(
  { runGroup, dryRun = false, isInUse }: CleanFilter,
  runsDirectory: string | undefined,
): Promise<string[]> {
  if (runsDirectory === undefined || !existsSync(runsDirectory)) return [];
  const lines: string[] = [];
  for (const group of readdirSync(runsDirectory)) {
    if (runGroup !== undefined && group !== runGroup) continue;
    const directory = join(runsDirectory, group);
    const scratch = join(directory, scratchName);
    // As the runner has it: by this a run group is known.
    if (!existsSync(join(directory, "state.json")) || !existsSync(scratch)) continue;
    if (isInUse?.(directory) === true) continue;
    for (const name of readdirSync(scratch)) {
      const paths = pathsBelow(join(scratch, name));
      if (runPhase(paths.state) === "running") lines.push(`container of ${paths.top}`);
      lines.push(`directory ${paths.top}`);
      if (dryRun) continue;
      await killRun(paths);
      await removeTree(paths.top);
    }
  }
  return lines;
}
