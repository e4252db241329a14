import type { RunUsage } from "@mlebench/runner";
import type Docker from "dockerode";
import { home } from "../containers/agent-container.js";
import { pathFacts } from "../engine/engine.js";

/** Reads what a container uses; cores are the average since the call before. */
export function createUsageReader(agent: Docker.Container): () => Promise<RunUsage | undefined> {
  let before: { time: number; cpu: number } | undefined;
  return async () => {
    const stats = await agent.stats({ stream: false, "one-shot": true } as { stream: false });
    const time = Date.parse(stats.read);
    const cpu = stats.cpu_stats?.cpu_usage?.total_usage;
    if (!Number.isFinite(time) || cpu === undefined) return undefined;
    const cpuCores =
      before !== undefined && time > before.time
        ? (cpu - before.cpu) / 1e6 / (time - before.time)
        : undefined;
    before = { time, cpu };
    const memory = stats.memory_stats;
    // Cached files can be given up at any time; engines leave them out of what they show as well.
    const cached = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
    const submission = await submissionState(agent);
    return {
      ...(cpuCores !== undefined && { cpuCores }),
      ...(memory?.usage !== undefined && { memoryBytes: Math.max(0, memory.usage - cached) }),
      ...(submission !== undefined && { submission }),
    };
  };
}

/** Go's file modes: a regular file has none of these bits. */
const notRegular = 0x8f280000;

async function submissionState(agent: Docker.Container): Promise<RunUsage["submission"]> {
  const found = await pathFacts(agent, `${home}/submission/submission.csv`);
  if (found === undefined || (found.mode & notRegular) !== 0) return undefined;
  return { bytes: found.size, modified: found.mtime };
}
