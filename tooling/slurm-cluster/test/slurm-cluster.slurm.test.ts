import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SlurmCluster, slurmIsInstalled, startSlurmCluster } from "../slurm-cluster.js";

describe.skipIf(!slurmIsInstalled("the cluster for tests"))("the cluster for tests", () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    cluster = await startSlurmCluster();
  });
  afterAll(() => cluster?.stop());

  test("runs an array of jobs on both of its nodes", async () => {
    const directory = mkdtempSync(join(tmpdir(), "mlebench-slurm-"));
    await cluster.run(
      "sbatch",
      ...["--wait", "--parsable", "--array=0-1", "--cpus-per-task=4", "--mem=100"],
      ...["--output", join(directory, "%a.out"), "--wrap", 'echo "$SLURMD_NODENAME"'],
    );
    const nodes = [0, 1].map((index) => readFileSync(join(directory, `${index}.out`), "utf8").trim());
    expect(nodes.sort()).toEqual(["n1", "n2"]);
  });
});
