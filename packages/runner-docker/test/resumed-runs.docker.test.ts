import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import { type Backend, resumeRunGroup, runAgents } from "@mlebench/runner";
import { beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { connect, createDockerBackend } from "../src/index.js";
import {
  agentLines,
  backendOptions,
  buildEnvironment,
  buildFakeAgent,
  copySample,
  fakeAgent,
  images,
  leftovers,
  miniatures,
  setUp,
  temporaryDirectory,
} from "./harness.js";

const possible = engineAnswers("resuming runs whose runner was killed");

/** Prints numbered lines for about four seconds. */
const talk = `${copySample}; for i in $(seq 1 400); do echo "äöü€ $i"; sleep 0.008; done`;
const spoken = Array.from({ length: 400 }, (_, index) => `äöü€ ${index + 1}`);

describe.skipIf(!possible)("a run", () => {
  const docker = connect();
  beforeAll(async () => {
    await buildEnvironment(docker);
    await buildFakeAgent(docker);
  });

  test.concurrent.each([
    ["run-starting", 2],
    ["created", 2],
    ["begun", 1],
    ["log", 1],
    ["run-collecting", 1],
    ["destroying", 1],
  ])("with a runner killed at %s is finished in %i attempts, and no line is lost", async (dieAt, attempt) => {
    const { dataDirectory, competitions } = await miniatures();
    const agent = fakeAgent(talk);
    const runsDirectory = join(temporaryDirectory(), "runs");
    const child = spawn(process.execPath, [join(import.meta.dirname, "driver.mjs")], {
      stdio: ["pipe", "inherit", "inherit"],
      env: childEnvironment(),
    });
    child.stdin.end(
      JSON.stringify({
        dieAt,
        agent: agent.directory,
        image: images.fake,
        competition: competitions[0].facts.id,
        dataDirectory,
        runsDirectory,
        backend: backendOptions(),
      }),
    );
    const signal = await new Promise((resolve) => child.once("exit", (_code, name) => resolve(name)));
    expect(signal).toBe("SIGKILL");
    const group = join(runsDirectory, readdirSync(runsDirectory)[0]);
    const result = await resumeRunGroup(group, {
      backend: createDockerBackend(backendOptions()),
      agent,
      competition: () => competitions[0],
      pollMilliseconds: 200,
    });
    expect(result.complete).toBe(true);
    const [[id, record]] = Object.entries(result.runs);
    expect(record).toMatchObject({ status: "succeeded", attempt, submission: { kind: "file" } });
    expect(agentLines(join(group, id, "run.log"))).toEqual(spoken);
    const filters = { label: [`mlebench.run-id=${id}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await docker.listNetworks({ filters })).toEqual([]);
  });

  /** Does something to the agent's container once it works. */
  async function disturbed(script: string, disturb: (agent: string, grader: string) => Promise<unknown>) {
    const { options } = await setUp(script);
    const { backend } = options;
    const disturbing: Backend = {
      ...backend,
      async create(run) {
        const handle = await backend.create(run);
        const { agent, grader } = handle.description as Record<string, { id: string }>;
        return {
          ...handle,
          async start() {
            await handle.start();
            setTimeout(() => void disturb(agent.id, grader.id), 700);
          },
        };
      },
    };
    const result = await runAgents({ ...options, backend: disturbing });
    const [[id, record]] = Object.entries(result.runs);
    return { result, record, directory: join(result.directory, id), options };
  }

  test("with a restarted container is lost, its output kept, and repeated when resumed", async () => {
    const script = `${copySample}; [ -e /home/data/description.md ] && echo here; sleep 3`;
    const { result, record, directory, options } = await disturbed(script, (agent) =>
      docker.getContainer(agent).restart({ t: 0 }),
    );
    expect(record).toMatchObject({ status: "lost", submission: { kind: "file" } });
    expect(result.complete).toBe(false);
    const resumed = await resumeRunGroup(result.directory, {
      ...options,
      competition: () => options.competitions[0],
    });
    expect(Object.values(resumed.runs)).toEqual([
      expect.objectContaining({ status: "succeeded", attempt: 2 }),
    ]);
    expect(existsSync(join(directory, "attempt-1/submission/submission.csv"))).toBe(true);
  });

  test("with a killed container is reported as killed", async () => {
    const { record } = await disturbed(`${copySample}; sleep 30`, (agent) =>
      docker.getContainer(agent).kill(),
    );
    expect(record).toMatchObject({ status: "killed", exit_code: 137, submission: { kind: "file" } });
  });

  test("with a removed container is lost", async () => {
    const { record } = await disturbed(`${copySample}; sleep 30`, (agent) =>
      docker.getContainer(agent).remove({ force: true }),
    );
    expect(record).toMatchObject({ status: "lost", submission: { kind: "missing" } });
    expect(record.reason).toMatch(/gone/);
  });

  test("gets its grading server back if that died", async () => {
    const script = `sleep 2; for i in $(seq 1 60); do curl -s localhost:5000/health && break; sleep 0.5; done; ${copySample}; bash /home/validate_submission.sh /home/submission/submission.csv`;
    const { record } = await disturbed(script, (_agent, grader) => docker.getContainer(grader).kill());
    expect(record).toMatchObject({ status: "succeeded", exit_code: 0, validations: { valid: 1 } });
  });

  test("leaves nothing in the engine", async () => {
    expect(await leftovers(docker)).toEqual([]);
  });
});
