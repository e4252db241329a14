import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { RunUsage } from "../backend/backend.js";
import { type ProcessInfo, residentBytes } from "./processes.js";

/**
 * What an agent of processes of this machine uses; cores are the average since the call before.
 * @param home directory with the agent's `submission/`
 */
export function createProcessUsage(home: string): (processes: readonly ProcessInfo[]) => RunUsage {
  let before: { ticks: number; time: number } | undefined;
  return (processes) => {
    const now = { ticks: processes.reduce((sum, { ticks }) => sum + ticks, 0), time: performance.now() };
    // A clock tick is a hundredth of a second on every Linux that Node runs on.
    const cpuCores = before && Math.max(0, ((now.ticks - before.ticks) * 10) / (now.time - before.time));
    before = now;
    const submission = submissionOf(join(home, "submission", "submission.csv"));
    return {
      memoryBytes: residentBytes(processes),
      ...(cpuCores !== undefined && { cpuCores }),
      ...(submission !== undefined && { submission }),
    };
  };
}

function submissionOf(path: string): RunUsage["submission"] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { bytes: found.size, modified: found.mtime.toISOString() } : undefined;
}
