import { readFileSync } from "node:fs";
import { loadAgentDirectory } from "@mlebench/agents";
import type { Competition } from "@mlebench/core";
import { createProcessBackend } from "@mlebench/runner-process";
import { type Backend, type RunHandle, runAgents } from "../src/index.js";

/** What the killed runner does, and where it dies. */
export interface DriverRequest {
  agent: string;
  facts: unknown;
  dataDirectory: string;
  runsDirectory: string;
  timeoutSeconds: number;
  /** An event's name, or `created`, `begun`, `destroying`: around the backend's own steps. */
  dieAt: string;
  /** At the how manieth. */
  count: number;
}

const request = JSON.parse(readFileSync(0, "utf8")) as DriverRequest;
let left = request.count;

function reach(point: string): void {
  if (point === request.dieAt && --left === 0) process.kill(process.pid, "SIGKILL");
}

function deadly(handle: RunHandle): RunHandle {
  return {
    ...handle,
    async start() {
      await handle.start();
      reach("begun");
    },
    async destroy() {
      reach("destroying");
      await handle.destroy();
    },
  };
}

const inner = createProcessBackend({ startGradingServer: false });
const backend: Backend = {
  ...inner,
  async create(run) {
    const handle = await inner.create(run);
    reach("created");
    return deadly(handle);
  },
};

await runAgents({
  backend,
  agent: loadAgentDirectory(request.agent),
  // Only the facts are looked at.
  competitions: [{ facts: request.facts } as Competition],
  dataDirectory: request.dataDirectory,
  runsDirectory: request.runsDirectory,
  description: () => "task",
  limits: { timeoutSeconds: request.timeoutSeconds, graceSeconds: 0.3 },
  pollMilliseconds: 100,
  onEvent: ({ type }) => reach(type),
});
process.exitCode = 9;
