import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { backendContract, writeContractAgent } from "@mlebench/testkit/backend";
import { beforeAll } from "vitest";
import { createProcessBackend } from "../src/index.js";

const dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-runner-process-data-"));
const agent = loadAgentDirectory(writeContractAgent(dataDirectory));
const competition = await findCompetition("spaceship-titanic");

beforeAll(async () => {
  await prepareMiniature(competition, { dataDirectory, size: 60 });
});

backendContract("process", {
  open: (runsDirectory) => createProcessBackend({ runsDirectory }),
  agent: () => agent,
  competition: () => competition,
  dataDirectory: () => dataDirectory,
  lose: async (_handle, { runDirectory }) => {
    const state = join(runDirectory, ".process");
    const pidIn = (name: string): number => Number(readFileSync(join(state, name), "utf8"));
    process.kill(pidIn("supervisor.pid"), "SIGKILL");
    process.kill(-pidIn("agent.pid"), "SIGKILL");
  },
});
