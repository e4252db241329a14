import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import {
  createWorld,
  type Ended,
  hearErrors,
  mlebench,
  runGroupsOf,
  start,
  type World,
  writeAgent,
} from "./harness.js";

const ids = ["color-guess", "spaceship-titanic"];

describe.skipIf(!slurmIsInstalled("runs on a cluster"))("a run group on a cluster", () => {
  const cluster = withCluster();
  let world: World;
  const options = ["--backend", "slurm", "--backend-options", "container=none", "unsafe=true"];
  const limits = ["--cpus", "1", "--memory", "500m", "--timeout", "10m"];
  const command = (...args: string[]): string[] => [
    "run",
    ...options,
    "--mini",
    "-c",
    ...ids,
    ...limits,
    ...args,
  ];
  const run = (...args: string[]): Promise<Ended> => mlebench(world, ...command(...args));
  const newGroup = (before: readonly string[]): string => {
    const [group] = runGroupsOf(world).filter((name) => !before.includes(name));
    return join(world.directory, "runs", group);
  };

  beforeAll(async () => {
    world = createWorld();
    writeAgent(
      world,
      "copier",
      'echo "seed $SEED on $HARDWARE"; cp "$DATA_DIR"/sample_submission.csv "$SUBMISSION_DIR/submission.csv"\n',
    );
    writeAgent(
      world,
      "waiter",
      `cp "$DATA_DIR"/sample_submission.csv "$SUBMISSION_DIR/submission.csv"
until [ -e ${join(world.directory, "go")} ]; do sleep 0.2; done\n`,
    );
    expect((await mlebench(world, "prepare", "-c", ...ids, "--mini")).exitCode).toBe(0);
  });
  afterAll(() => world?.remove());

  test("of two competitions and three seeds is one array of jobs, and graded", async () => {
    const before = runGroupsOf(world);
    const ended = await run(
      "--agent-dir",
      "agents/copier",
      "--n-seeds",
      "3",
      "--n-workers",
      "4",
      "--grade",
      "--json",
    );
    expect(ended.stderr).toContain("without isolation");
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const report = JSON.parse(ended.stdout) as GradingReport;
    expect(report).toMatchObject({ total_runs: 6, total_valid_submissions: 6 });
    const directory = newGroup(before);
    const { runs } = JSON.parse(readFileSync(join(directory, "metadata.json"), "utf8")) as {
      runs: Record<string, { status: string; backend: { job: string; node: string } }>;
    };
    const arrays = new Set(Object.values(runs).map(({ backend }) => backend.job.split("_")[0]));
    expect(arrays.size).toBe(1);
    for (const [id, { status, backend }] of Object.entries(runs)) {
      expect(status).toBe("succeeded");
      expect(backend.node).toMatch(/^n[12]$/);
      expect(readFileSync(join(directory, id, "run.log"), "utf8")).toMatch(
        /seed \d on 1 CPU, .* of memory, no GPU/,
      );
      expect(existsSync(join(directory, id, ".slurm"))).toBe(false);
    }
  });

  test("goes on without the shell that submitted it, and without its follower; resumed to the same report", async () => {
    const before = runGroupsOf(world);
    const first = start(
      world,
      command("--agent-dir", "agents/waiter", "--n-seeds", "2", "--n-workers", "4", "--grade"),
    );
    const heard = hearErrors(first);
    await heard.contains("started");
    first.kill("SIGKILL");
    await once(first, "exit");
    const directory = newGroup(before);

    const follower = start(world, ["run", "--attach", directory, "--grade"]);
    const followed = hearErrors(follower);
    await followed.contains("reattached");
    follower.kill("SIGINT");
    const [exitCode] = (await once(follower, "exit")) as [number | null];
    expect(exitCode, followed.text()).toBe(130);
    expect(followed.text()).toContain("The runs go on.");

    world.write("go", "");
    const ended = await mlebench(world, "run", "--attach", directory, "--grade", "--json");
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 4, total_valid_submissions: 4 });
    const again = await mlebench(world, "run", "--resume", directory, "--grade", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ total_runs: 4, total_valid_submissions: 4 });
  });

  test("is stopped from another shell, with what it has made, and repeated by resuming", async () => {
    const before = runGroupsOf(world);
    rmSync(join(world.directory, "go"), { force: true });
    const first = start(world, command("--agent-dir", "agents/waiter", "--n-workers", "2"));
    await hearErrors(first).contains("started");
    first.kill("SIGKILL");
    await once(first, "exit");
    const directory = newGroup(before);
    const canceled = await mlebench(world, "run", "cancel", directory);
    expect(canceled, canceled.stderr).toMatchObject({ exitCode: 0 });
    expect(canceled.stderr).toContain("2 of 2 runs have no result");
    const left = await cluster.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%j");
    expect(left.trim()).toBe("");
    world.write("go", "");
    const ended = await mlebench(world, "run", "--resume", directory, "--grade", "--json");
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 2, total_valid_submissions: 2 });
  });
});
