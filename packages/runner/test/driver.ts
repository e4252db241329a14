import fs, { readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { loadAgentDirectory } from "@mlebench/agents";
import type { Competition } from "@mlebench/core";
import { createProcessBackend } from "@mlebench/runner-process";
import {
  type Backend,
  defineAgent,
  type GroupState,
  type RunHandle,
  resumeRunGroup,
  runAgents,
} from "../src/index.js";

/** What the killed runner does, and where it dies. */
export interface DriverRequest {
  agent: string;
  facts: unknown;
  dataDirectory: string;
  runsDirectory: string;
  timeoutSeconds: number;
  /**
   * An event's name; `created`, `begun`, `destroying`: around the backend's own steps; `before saving lost` or `after
   * saving lost`: around writing a run's first change to that status.
   */
  dieAt: string;
  /** At the how manieth. */
  count: number;
  /** The agent is one in code: it leaves a note and a file, logs, and writes a submission. */
  hosted?: boolean;
  /** The backend cannot create a run. */
  failing?: boolean;
  /** A run group to resume. */
  resume?: string;
}

const request = JSON.parse(readFileSync(0, "utf8")) as DriverRequest;
let left = request.count;

function reach(point: string): void {
  if (point === request.dieAt && --left === 0) process.kill(process.pid, "SIGKILL");
}

/** A run group's state is what is renamed to state.json. */
function dieAtSavedStatus(): void {
  const statusesIn = (path: string): string[] => {
    const { runs } = JSON.parse(readFileSync(path, "utf8")) as GroupState;
    return Object.values(runs).map(({ record }) => record.status);
  };
  const saved = new Set(request.resume === undefined ? [] : statusesIn(`${request.resume}/state.json`));
  const rename = fs.renameSync;
  fs.renameSync = (from, to) => {
    const isState = String(to).endsWith("/state.json");
    const changed = (isState ? statusesIn(String(from)) : []).filter((status) => !saved.has(status));
    for (const status of changed) reach(`before saving ${status}`);
    rename(from, to);
    for (const status of changed) {
      saved.add(status);
      reach(`after saving ${status}`);
    }
  };
  syncBuiltinESMExports();
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
    if (request.failing) throw new Error("no place for it");
    const handle = await inner.create(run);
    reach("created");
    return deadly(handle);
  },
};

const hosted = defineAgent({
  id: "coded",
  run: async (task) => {
    writeFileSync(`${task.directory}/notes`, "half done");
    await task.environment.exec(["bash", "-c", "echo kept > code/kept"]);
    task.log("half done");
    return "id\n1\n";
  },
});

dieAtSavedStatus();
// Only the facts are looked at.
const competition = { facts: request.facts } as Competition;
const session = {
  backend,
  agent: request.hosted ? hosted : loadAgentDirectory(request.agent),
  description: () => "task",
  pollMilliseconds: 100,
  onEvent: ({ type }: { type: string }) => reach(type),
};
if (request.resume === undefined) {
  await runAgents({
    ...session,
    competitions: [competition],
    dataDirectory: request.dataDirectory,
    runsDirectory: request.runsDirectory,
    settings: { timeout: request.timeoutSeconds, grace: 0.3 },
  });
} else {
  await resumeRunGroup(request.resume, { ...session, competition: () => competition });
}
process.exitCode = 9;
