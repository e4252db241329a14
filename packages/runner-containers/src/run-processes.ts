import { join } from "node:path";
import { runProgram, toolDriver } from "@mlebench/containers";
import { processStatus } from "@mlebench/disk";
import { hasVariable, killAll, listProcesses } from "@mlebench/runner";
import type { RunPaths } from "./run-paths.js";
import { readState } from "./run-state.js";
import { runMarker } from "./start-supervisor.js";
import { containerProcesses } from "./watch-limits.js";

/** Processes of the agent: those of its container without the ones that keep it. */
export function agentPids({ state }: RunPaths): number[] {
  const container = readState(state, "container");
  if (container === undefined) return [];
  return containerProcesses(container)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== container.guest && pid !== container.first.pid);
}

/** TERM, after the grace KILL, to all of the agent's processes; the container ends with them. */
export async function terminateAgent(paths: RunPaths, graceSeconds: number): Promise<void> {
  if (!(await killAll(() => agentPids(paths), graceSeconds)))
    throw new Error("Some of the agent's processes cannot be killed");
}

/** Ends everything of a run: supervisor, grading server, and container. */
export async function killRun(paths: RunPaths): Promise<void> {
  const run = readState(paths.state, "run");
  const supervisor = readState(paths.state, "supervisor");
  const container = readState(paths.state, "container");
  if (run === undefined) return;
  const find = (): number[] => {
    const marked = listProcesses()
      .filter((entry) => entry.pid !== process.pid && hasVariable(entry, runMarker, run.runId))
      .map(({ pid }) => pid);
    const own = supervisor !== undefined && processStatus(supervisor) === "alive" ? [supervisor.pid] : [];
    const inside = container === undefined ? [] : containerProcesses(container);
    return [...new Set([...own, ...marked, ...inside.map(({ pid }) => pid)])];
  };
  await killAll(find, 0);
  const remove = toolDriver(run.tool.id).removeCommand(run.tool, run.containerName);
  if (remove !== undefined) await runProgram(remove, { cwd: join(paths.top, "..") });
}
