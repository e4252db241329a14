import { formatDuration } from "@mlebench/disk";
import { dryRun, type RunAgentsOptions } from "@mlebench/runner";
import { printJson } from "../json.js";
import { formatHeadedTable, formatTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

/** Prints what would run, and what is missing for it. */
export async function showPlan(options: RunAgentsOptions, json = false): Promise<void> {
  const { plan, runs, missing, warnings } = await dryRun(options);
  if (json) return printJson({ plan, runs, missing, warnings });
  const { timeout, network, nWorkers } = plan.settings;
  const rows: [string, string][] = [
    ["agent", plan.agent.id],
    ["image", plan.image],
    ["command", plan.command.join(" ")],
    ["timeout", formatDuration(timeout)],
    ["network", network],
    ["workers", String(nWorkers)],
  ];
  print(formatTable(rows));
  const listed = runs.map(({ competitionId, seed, worker, allocation }) => [
    competitionId,
    String(seed),
    String(worker),
    allocation.cpuSet?.join(",") ?? "any",
    allocation.gpuDevices?.join(",") ?? "none",
  ]);
  print(`\n${formatHeadedTable(["competition", "seed", "worker", "CPUs", "GPUs"], listed, [1, 2])}`);
  for (const warning of warnings) warn(warning);
  for (const text of missing) note(`missing: ${text}`);
  note("Dry run, nothing started");
}
