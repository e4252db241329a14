import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { lastLogLines, runAgents } from "@mlebench/runner";
import { writeContractAgent } from "@mlebench/testkit/backend";
import { beforeAll, describe, expect, test } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import { availableTools, backendOptions, image as base } from "../../runner-containers/test/harness.js";
import { createSlurmBackend } from "../src/index.js";

const isPossible =
  slurmIsInstalled("containers on a cluster") &&
  (await availableTools("containers on a cluster")).includes("charliecloud");

describe.skipIf(!isPossible)("runs on a cluster in containers", async () => {
  withCluster();
  const directory = mkdtempSync(join(tmpdir(), "mlebench-slurm-containers-"));
  const competition = await findCompetition("spaceship-titanic");
  const agent = loadAgentDirectory(writeContractAgent(directory));
  const open = () =>
    createSlurmBackend({
      ...{ runsDirectory: join(directory, "runs"), schedulerSeconds: 1, lookMilliseconds: 100 },
      settings: { container: "charliecloud", imageDir: backendOptions("charliecloud").imageDirectory },
    });
  const run = (script: string, image = base) =>
    runAgents({
      ...{ backend: open(), competitions: [competition], dataDirectory: directory },
      agent: { ...agent, environment: { SCRIPT: script } },
      runsDirectory: join(directory, "runs"),
      settings: { cpus: 1, memory: "1g", timeout: "30m", network: "none", nSeeds: 2, nWorkers: 2, image },
    });

  beforeAll(async () => {
    await prepareMiniature(competition, { dataDirectory: directory, size: 60 });
  });

  test("validate at the usual address, and find no answers", async () => {
    const { private: answers } = competitionPaths(directory, competition.facts);
    const script = [
      'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"',
      'bash "$VALIDATE_SUBMISSION" "$SUBMISSION_DIR/submission.csv"',
      `if [ -e ${answers} ] || [ -e ${directory} ]; then echo answers; else echo none; fi`,
    ].join("\n");
    const { runs, directory: group } = await run(script);
    expect(Object.keys(runs)).toHaveLength(2);
    for (const [id, record] of Object.entries(runs)) {
      const log = lastLogLines(join(group, id, "run.log"), 40).join("\n");
      expect(record, log).toMatchObject({ status: "succeeded", validations: { total: 1, valid: 1 } });
      expect(log).toContain("none");
      expect(log).not.toContain("answers");
    }
  });

  test("are refused before anything starts if their image is not there", async () => {
    await expect(run("true", "elsewhere")).rejects.toThrow("Image not found: elsewhere");
  });
});
