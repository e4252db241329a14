import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gradeSubmission } from "@mlebench/grading";
import { type AgentTask, defineAgent, runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { connect, createDockerBackend } from "../src/index.js";
import {
  backendOptions,
  buildEnvironment,
  images,
  leftovers,
  miniatures,
  temporaryDirectory,
} from "./harness.js";

const possible = engineAnswers("agents in code");

describe.skipIf(!possible)("an agent in code with the Docker backend", () => {
  const docker = connect();
  beforeAll(async () => {
    await buildEnvironment(docker);
  });

  afterAll(async () => {
    expect(await leftovers(docker, "coded")).toEqual([]);
  });

  test("works in the environment image as it is, without keys or answers, and is graded", async () => {
    const { dataDirectory, competitions } = await miniatures();
    const seen: Record<string, unknown> = {};
    const print = async ({ environment }: AgentTask, script: string): Promise<string> =>
      (await environment.exec(["bash", "-c", script])).stdout.trim();
    const agent = defineAgent({
      id: "coded",
      run: async (task) => {
        seen.key = task.secrets.OPENAI_API_KEY;
        seen.environment = await print(
          task,
          "env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'",
        );
        seen.user = await print(task, "id -un; pwd");
        seen.answers = await print(
          task,
          "find / -name '*.csv' -path '*private*' 2>/dev/null; ls -A /private",
        );
        seen.network = await print(task, "getent hosts example.com || echo none");
        seen.before = (await task.validate()).valid;
        await task.environment.exec(["cp", "data/sample_submission.csv", "submission/submission.csv"]);
        const { valid, message } = await task.validate();
        seen.valid = valid;
        seen.message = message;
        await task.environment.exec(["bash", "-c", "nohup sleep 600 > /dev/null 2>&1 &"]);
      },
    });
    const result = await runAgents({
      backend: createDockerBackend(backendOptions()),
      agent,
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { image: images.environment, timeout: 300, grace: 2, network: "none", shareCpus: true },
      environment: { OPENAI_API_KEY: "sk-very-secret" },
    });
    const [[id, record]] = Object.entries(result.runs);
    expect(record, readFileSync(join(result.directory, id, "run.log"), "utf8")).toMatchObject({
      status: "succeeded",
      submission: { kind: "file" },
      validations: { valid: 1 },
    });
    expect(seen).toMatchObject({
      key: "sk-very-secret",
      user: "nonroot\n/home",
      answers: "",
      network: "none",
      before: false,
      valid: true,
      message: "Submission is valid.",
    });
    expect(seen.environment).toContain("COMPETITION_ID=spaceship-titanic");
    expect(seen.environment).not.toContain("sk-very-secret");
    const submission = join(result.directory, id, "submission", "submission.csv");
    const report = await gradeSubmission(competitions[0], submission, { dataDirectory });
    expect(report).toMatchObject({ verdict: "scored", valid_submission: true });
  });

  test("cannot end its environment from inside; one that was ended from outside is no result of the agent", async () => {
    const { dataDirectory, competitions } = await miniatures();
    const seen: string[] = [];
    const agent = defineAgent({
      id: "coded",
      run: async ({ environment, runId }) => {
        await environment.exec(["bash", "-c", "kill -KILL -1"]);
        const { stdout } = await environment.exec(["echo", "still here"]);
        seen.push(stdout);
        const containers = await docker.listContainers({ filters: { label: [`mlebench.run-id=${runId}`] } });
        for (const { Id, Names } of containers)
          if (Names[0].startsWith("/competition-")) await docker.getContainer(Id).stop({ t: 0 });
        await environment.exec(["true"]);
      },
    });
    const result = await runAgents({
      backend: createDockerBackend(backendOptions()),
      agent,
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { image: images.environment, timeout: 300, grace: 2, network: "none", shareCpus: true },
    });
    expect(seen).toEqual(["still here\n"]);
    expect(Object.values(result.runs)[0]).toMatchObject({
      status: "killed",
    });
  });

  test("is stopped by the time limit with all that its commands started", async () => {
    const { dataDirectory, competitions } = await miniatures();
    const agent = defineAgent({
      id: "coded",
      run: async ({ environment, signal }) => {
        await environment.exec(["bash", "-c", "nohup sleep 600 & sleep 600"], { signal });
      },
    });
    const result = await runAgents({
      backend: createDockerBackend(backendOptions()),
      agent,
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { image: images.environment, timeout: 5, grace: 2, network: "none", shareCpus: true },
    });
    expect(Object.values(result.runs)[0]).toMatchObject({
      status: "timed out",
      limit: { type: "time", limit: 5 },
    });
  });
});
