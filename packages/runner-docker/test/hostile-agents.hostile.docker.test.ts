import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerMark, checkHostileRun, hostileAgents } from "@mlebench/testkit/hostile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { connect } from "../src/index.js";
import {
  buildEnvironment,
  buildFakeAgent,
  leftovers,
  type Miniatures,
  makeMiniatures,
  pathsOf,
  runOnce,
} from "./harness.js";

const possible = engineAnswers("agents that try to do harm");

/** Where containers have what the process backend says by variables. */
const places = `export DATA_DIR=/home/data SUBMISSION_DIR=/home/submission LOGS_DIR=/home/logs CODE_DIR=/home/code\n`;

describe.skipIf(!possible)("the Docker backend holds against an agent with", () => {
  const docker = connect();
  let data: Miniatures;
  beforeAll(async () => {
    await buildEnvironment(docker);
    await buildFakeAgent(docker);
    data = await makeMiniatures();
    writeFileSync(join(pathsOf(data, data.competitions[0]).private, "more.txt"), `${answerMark}1\n`);
  });

  afterAll(async () => {
    expect(await leftovers(docker)).toEqual([]);
  });

  test.each(hostileAgents().map((agent) => [agent.name, agent] as const))("%s", async (_name, agent) => {
    const { record, directory } = await runOnce(places + agent.script, {
      ...data,
      competitions: data.competitions.slice(0, 1),
      settings: { ...agent.settings },
      logLimitBytes: 1e6,
    });
    const outcome = {
      status: record.status,
      reason: record.reason,
      submission: record.submission?.kind,
      directory,
      log: readFileSync(join(directory, "run.log"), "utf8"),
    };
    expect(checkHostileRun(agent, outcome), outcome.log.slice(-3000)).toBeUndefined();
  });
});
