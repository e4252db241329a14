import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { backendContract, writeContractAgent } from "@mlebench/testkit/backend";
import { beforeAll, describe } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import { createSlurmBackend } from "../src/index.js";

describe.skipIf(!slurmIsInstalled("the contract of the Slurm backend"))(
  "on a cluster of two nodes",
  async () => {
    const cluster = withCluster();
    const dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-slurm-data-"));
    const agent = loadAgentDirectory(writeContractAgent(dataDirectory));
    const competition = await findCompetition("spaceship-titanic");

    beforeAll(async () => {
      await prepareMiniature(competition, { dataDirectory, size: 60 });
    });

    backendContract("slurm", {
      open: (runsDirectory) =>
        createSlurmBackend({
          runsDirectory,
          schedulerSeconds: 1,
          lookMilliseconds: 100,
          settings: {
            container: "none",
            unsafe: true,
            gradeJob: "cpus-per-task=1;mem=500M",
          },
        }),
      agent: () => agent,
      competition: () => competition,
      dataDirectory: () => dataDirectory,
      lose: async ({ description }) => {
        const [array] = String(description.job).split("_");
        cluster.killProcesses(`SLURM_ARRAY_JOB_ID=${array}`);
      },
    });
  },
);
