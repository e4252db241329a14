import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { killAll, readProcess } from "@mlebench/runner";
import { backendContract, writeContractAgent } from "@mlebench/testkit/backend";
import { beforeAll, describe } from "vitest";
import { createContainersBackend } from "../src/index.js";
import { runPaths } from "../src/run-paths.js";
import {
  availableTools,
  backendOptions,
  buildPackages,
  image,
  type Miniature,
  makeMiniature,
  temporaryDirectory,
} from "./harness.js";

const agent = loadAgentDirectory(writeContractAgent(temporaryDirectory()));
let data: Miniature;

beforeAll(async () => {
  buildPackages();
  data = await makeMiniature();
});

describe.each(await availableTools("the contract of backends"))("with %s", (container) => {
  backendContract(container, {
    open: (runsDirectory) => createContainersBackend({ ...backendOptions(container), runsDirectory }),
    agent: () => agent,
    image,
    competition: () => data.competition,
    dataDirectory: () => data.dataDirectory,
    settings: { network: "none" },
    lose: async (_handle, run) => {
      const { state } = runPaths(run);
      const read = (name: string) => JSON.parse(readFileSync(join(state, `${name}.json`), "utf8"));
      const pids = [read("supervisor").pid, read("container").guest] as number[];
      await killAll(() => pids.filter((pid) => readProcess(pid) !== undefined), 0);
    },
  });
});
