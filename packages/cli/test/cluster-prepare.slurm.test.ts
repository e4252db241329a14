import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import {
  createWorld,
  type Ended,
  ended as endOf,
  hearErrors,
  mlebenchProcess,
  start,
  type World,
} from "./harness.js";

const forever = { timeout: 600_000, interval: 100 };

describe.skipIf(!slurmIsInstalled("data prepared on a cluster"))("data prepared on a cluster", () => {
  const cluster = withCluster();
  let world: World;
  const command = (ids: readonly string[], ...options: string[]): string[] => [
    ...["prepare", "-c", ...ids, "--from", "raw", "--data-dir", "data", "-j", "2"],
    ...["--backend", "slurm", "--cpus", "1", "--memory", "800m", "--timeout", "10m"],
    ...(options.length === 0 ? [] : ["--backend-options", ...options]),
  ];
  const liveJobs = async (): Promise<string> =>
    (await cluster.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%k")).trim();
  /** Jobs wait for a file before they begin. */
  const gate = (): string => `setup=until [ -e ${join(world.directory, "go")} ]; do sleep 0.1; done`;

  beforeAll(async () => {
    world = createWorld();
    expect(
      (await mlebenchProcess(world, "miniature", "color-guess", "--out", "raw/color-guess")).exitCode,
    ).toBe(0);
    for (const name of ["train.csv", "test.csv", "sample_submission.csv"])
      world.write(`raw/spaceship-titanic/${name}`, "PassengerId\n1\n");
  });
  afterAll(() => world?.remove());

  test("is an array of jobs, of which one says why it failed", async () => {
    const ended: Ended = await mlebenchProcess(
      world,
      ...command(["color-guess", "spaceship-titanic"]),
      "--json",
    );
    expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
    const results = JSON.parse(ended.stdout) as { id: string; status: string; error?: string }[];
    expect(results).toMatchObject([
      { id: "color-guess", status: "prepared" },
      { id: "spaceship-titanic", status: "failed" },
    ]);
    // What the command on the node says.
    expect(results[1].error).toContain("Not enough data for a train/test split");
    expect(ended.stderr).toMatch(/color-guess: queued as job \d+_0/);
    expect(ended.stderr).toMatch(/spaceship-titanic: running on node n[12]/);
    expect(ended.stderr).toContain("Prepared 1 of 2 competitions. Failed:");
    expect(existsSync(join(world.directory, "data/color-guess/prepared/public/sample_submission.csv"))).toBe(
      true,
    );
    expect(existsSync(join(world.directory, "data/.prepare-jobs"))).toBe(false);
  });

  test("goes on when the terminal is closed, and is found by the same command", async () => {
    rmSync(join(world.directory, "data"), { recursive: true });
    const first = start(world, command(["color-guess"], gate()), { KAGGLE_KEY: "secret-of-kaggle" });
    await hearErrors(first).contains("queued as");
    first.kill("SIGHUP");
    await once(first, "exit");
    expect(await liveJobs()).toBe("mlebench prepare");
    // Variables are in no job's description.
    expect(await cluster.run("scontrol", "show", "job")).not.toContain("secret-of-kaggle");
    world.write("go", "");
    await vi.waitFor(async () => expect(await liveJobs()).toBe(""), forever);
    const ended = await mlebenchProcess(world, ...command(["color-guess"]));
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toContain("color-guess: already prepared");
  });

  test("is canceled by Ctrl-C", async () => {
    rmSync(join(world.directory, "go"));
    const first = start(world, command(["color-guess", "spaceship-titanic"], gate()));
    const ending = endOf(first);
    await hearErrors(first).contains("spaceship-titanic: queued as");
    first.kill("SIGINT");
    const ended = await ending;
    expect(ended, ended.stderr).toMatchObject({ exitCode: 130 });
    expect(ended.stderr).toContain("canceling the jobs");
    await vi.waitFor(async () => expect(await liveJobs()).toBe(""), forever);
  });

  test("is refused before a job is submitted: by a backend that cannot, and by Slurm", async () => {
    const other = await mlebenchProcess(
      world,
      "prepare",
      "-c",
      "color-guess",
      "--mini",
      "--backend",
      "process",
    );
    expect(other).toMatchObject({ exitCode: 2 });
    expect(other.stderr).toContain("cannot prepare data");
    const refused = await mlebenchProcess(world, ...command(["color-guess"], "partition=none-such"));
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toContain("Slurm does not take the job");
    expect(await liveJobs()).toBe("");
  });
});
