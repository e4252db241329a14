import { readFileSync } from "node:fs";
import { join } from "node:path";
import { agentContext, findAgent } from "@mlebench/agents";
import { gradeSubmission } from "@mlebench/grading";
import { runAgents } from "@mlebench/runner";
import { beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, connect, createDockerBackend } from "../src/index.js";
import {
  agentLines,
  backendOptions,
  buildEnvironment,
  competitionIds,
  images,
  leftovers,
  miniatures,
  temporaryDirectory,
} from "./harness.js";

const possible = engineAnswers("the dummy agent on two competitions");
const image = "mlebench-agent-dummy:test";

describe.skipIf(!possible)("the dummy agent", () => {
  beforeAll(async () => {
    const docker = connect();
    await buildEnvironment(docker);
    const context = agentContext(findAgent("dummy"), { environmentImage: images.environment });
    await buildImage(docker, { ...context, tag: image });
  });

  test("passes all its checks on two competitions × two seeds × two workers, and is graded", async () => {
    const { dataDirectory, competitions } = await miniatures();
    const result = await runAgents({
      backend: createDockerBackend(backendOptions()),
      agent: findAgent("dummy"),
      competitions,
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { image, nSeeds: 2, nWorkers: 2, timeout: 120, memory: 2 ** 30, shareCpus: true },
    });
    for (const [id, record] of Object.entries(result.runs)) {
      const directory = join(result.directory, id);
      const lines = agentLines(join(directory, "run.log"));
      expect(record, lines.join("\n")).toMatchObject({
        status: "succeeded",
        exit_code: 0,
        validations: { total: 1, valid: 1, grader_error: 0 },
        backend: {
          agent: { image_id: expect.stringMatching(/^sha256:/) },
          grader: { image_id: expect.stringMatching(/^sha256:/) },
          network: "bridge",
        },
      });
      expect(lines.filter((line) => line.startsWith("ok"))).toHaveLength(5);
      expect(readFileSync(join(directory, "code/code.py"), "utf8")).toMatch(/dummy/);
    }
    const reports = await Promise.all(
      Object.entries(result.runs).map(([id, record]) => {
        const competition = competitions.find(({ facts }) => facts.id === record.competition_id);
        const path = join(result.directory, id, "submission/submission.csv");
        return gradeSubmission(competition ?? competitions[0], path, { dataDirectory });
      }),
    );
    const scored = { verdict: "scored", valid_submission: true, score: expect.any(Number) };
    expect(reports).toEqual([1, 2, 3, 4].map(() => expect.objectContaining(scored)));
    expect(new Set(reports.map(({ competition_id }) => competition_id))).toEqual(new Set(competitionIds));
    expect(await leftovers(connect(), "dummy")).toEqual([]);
  });
});
