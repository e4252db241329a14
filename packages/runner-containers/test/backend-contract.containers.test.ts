import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { type ContainerToolId, containerToolIds } from "@mlebench/containers";
import { prepareMiniature } from "@mlebench/datasets";
import { killAll } from "@mlebench/runner";
import { backendContract, writeContractAgent } from "@mlebench/testkit/backend";
import { beforeAll, describe } from "vitest";
import { createContainersBackend } from "../src/index.js";
import { baseArchive, temporaryDirectory, toolAnswers } from "./harness.js";

const tools: ContainerToolId[] = (process.env.TOOLS?.split(",") as ContainerToolId[] | undefined) ?? [
  ...containerToolIds,
];
const dataDirectory = temporaryDirectory();
const imageDirectory = temporaryDirectory();
const agent = loadAgentDirectory(writeContractAgent(dataDirectory));
const competition = await findCompetition("spaceship-titanic");

beforeAll(async () => {
  await prepareMiniature(competition, { dataDirectory, size: 60 });
  symlinkSync(baseArchive(), join(imageDirectory, "base.tar"));
});

for (const id of tools) {
  const possible = await toolAnswers(id, "the contract of backends");
  describe.skipIf(!possible)(`with ${id}`, () => {
    backendContract(id, {
      open: (runsDirectory) => createContainersBackend({ container: id, imageDirectory, runsDirectory }),
      agent: () => agent,
      image: "base",
      competition: () => competition,
      dataDirectory: () => dataDirectory,
      settings: { network: "none" },
      lose: async (_handle, { runDirectory, runId }) => {
        const state = join(
          runDirectory,
          "..",
          ".containers",
          `${runId.split("_")[1].replaceAll("-", "")}-1`,
          "state",
        );
        const read = (name: string) => JSON.parse(readFileSync(join(state, `${name}.json`), "utf8"));
        process.kill(read("supervisor").pid, "SIGKILL");
        await killAll(() => [read("container").guest].filter((pid) => isAlive(pid)), 0);
      },
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
