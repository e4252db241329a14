import { agentContext, loadAgentDirectory } from "@mlebench/agents";
import { backendContract, writeContractAgent } from "@mlebench/testkit/backend";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, connect, createDockerBackend } from "../src/index.js";
import {
  backendOptions,
  buildEnvironment,
  images,
  leftovers,
  type Miniatures,
  miniatures,
  temporaryDirectory,
} from "./harness.js";

const possible = engineAnswers("the contract of backends");
const image = "mlebench-agent-contract:test";

describe.skipIf(!possible)("with a Docker engine", () => {
  const docker = connect();
  const agent = loadAgentDirectory(writeContractAgent(temporaryDirectory()));
  let data: Miniatures;

  beforeAll(async () => {
    await buildEnvironment(docker);
    const context = agentContext(agent, { environmentImage: images.environment });
    await buildImage(docker, { ...context, tag: image });
    data = await miniatures();
  });

  afterAll(async () => {
    expect(await leftovers(docker, agent.name)).toEqual([]);
  });

  backendContract("docker", {
    open: () => createDockerBackend(backendOptions()),
    agent: () => agent,
    image,
    competition: () => data.competitions[0],
    dataDirectory: () => data.dataDirectory,
    settings: { network: "none" },
    lose: async (handle) => {
      const { id } = handle.description.agent as { id: string };
      await docker.getContainer(id).remove({ force: true });
    },
  });
});
