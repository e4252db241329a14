// A runner that dies by SIGKILL at a point that its input names. Uses what was built.
import { readFileSync } from "node:fs";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { runAgents } from "@mlebench/runner";
import { createDockerBackend } from "../dist/index.js";

const request = JSON.parse(readFileSync(0, "utf8"));

function reach(point) {
  if (point === request.dieAt) process.kill(process.pid, "SIGKILL");
}

const inner = createDockerBackend(request.backend);
const backend = {
  ...inner,
  async create(run) {
    const handle = await inner.create(run);
    reach("created");
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
  },
};

await runAgents({
  backend,
  agent: loadAgentDirectory(request.agent),
  competitions: [await findCompetition(request.competition)],
  dataDirectory: request.dataDirectory,
  runsDirectory: request.runsDirectory,
  settings: { image: request.image, timeout: 60, grace: 1, network: "none" },
  pollMilliseconds: 200,
  onEvent: ({ type }) => reach(type),
});
process.exitCode = 9;
