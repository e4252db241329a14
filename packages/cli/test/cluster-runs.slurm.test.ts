import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import {
  createWorld,
  type Ended,
  ended as endOf,
  hearErrors,
  mlebenchProcess,
  runGroupsOf,
  start,
  type World,
  writeAgent,
} from "./harness.js";

const ids = ["color-guess", "spaceship-titanic"];

describe.skipIf(!slurmIsInstalled("runs on a cluster"))("a run group on a cluster", () => {
  const cluster = withCluster();
  let world: World;
  const options = [
    "--backend",
    "slurm",
    "--backend-options",
    "container=none",
    "unsafe=true",
    "gradeJob=cpus-per-task=1;mem=1G",
  ];
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
  const run = (...args: string[]): Promise<Ended> => mlebenchProcess(world, ...command(...args));
  const newGroup = (before: readonly string[]): string => {
    const [group] = runGroupsOf(world).filter((name) => !before.includes(name));
    return join(world.directory, "runs", group);
  };
  /** A run group of two runs that wait, whose shell was killed as soon as the job after them was scheduled. */
  const abandonedGroup = async (): Promise<string> => {
    const before = runGroupsOf(world);
    rmSync(join(world.directory, "go"), { force: true });
    const first = start(world, command("--agent-dir", "agents/waiter", "--n-workers", "2", "--grade"));
    await hearErrors(first).contains(scheduled);
    first.kill("SIGKILL");
    await once(first, "exit");
    return newGroup(before);
  };
  const reportsIn = (directory: string): string[] =>
    readdirSync(directory).filter((name) => name.endsWith("grading_report.json"));
  const liveJobs = async (): Promise<string> =>
    (await cluster.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%j")).trim();
  const scheduled = "grades them";

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
    expect((await mlebenchProcess(world, "prepare", "-c", ...ids, "--mini")).exitCode).toBe(0);
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
    // Somebody is attached, so that the job has nothing to do.
    expect(ended.stderr).toContain(scheduled);
    expect(reportsIn(directory)).toHaveLength(1);
    expect(await liveJobs()).toBe("");
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
    await heard.contains(scheduled);
    first.kill("SIGKILL");
    await once(first, "exit");
    const directory = newGroup(before);

    const follower = start(world, ["run", "--attach", directory, "--grade"]);
    const followed = hearErrors(follower);
    // The job that is there already.
    await followed.contains(scheduled);
    expect(await liveJobs()).toMatch(/^mlebench-[^\n]*(\nmlebench-[^\n]*)*$/);
    expect((await liveJobs()).split("\n").filter((name) => name.startsWith("mlebench-after-"))).toHaveLength(
      1,
    );
    follower.kill("SIGINT");
    const [exitCode] = (await once(follower, "exit")) as [number | null];
    expect(exitCode, followed.text()).toBe(130);
    expect(followed.text()).toContain("The runs go on.");

    const last = start(world, ["run", "--attach", directory, "--grade", "--json"]);
    const ending = endOf(last);
    await hearErrors(last).contains(scheduled);
    world.write("go", "");
    const ended = await ending;
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 4, total_valid_submissions: 4 });
    expect(reportsIn(directory)).toHaveLength(1);
    expect(await liveJobs()).toBe("");
    const again = await mlebenchProcess(world, "run", "--resume", directory, "--grade", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ total_runs: 4, total_valid_submissions: 4 });
  });

  test("is collected and graded by a job with nobody attached, which waits for a follower until that one dies", async () => {
    const directory = await abandonedGroup();
    // It has the group, and does nothing.
    const follower = start(world, ["run", "--attach", directory]);
    await hearErrors(follower).contains("reattached");
    follower.kill("SIGSTOP");
    world.write("go", "");
    const log = join(directory, "grade.log");
    const forever = { timeout: 600_000, interval: 100 };
    await vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain("Waiting for process"), forever);
    expect(reportsIn(directory)).toEqual([]);
    follower.kill("SIGKILL");
    await vi.waitFor(() => expect(reportsIn(directory), readFileSync(log, "utf8")).toHaveLength(1), forever);
    const report = JSON.parse(readFileSync(join(directory, reportsIn(directory)[0]), "utf8"));
    expect(report).toMatchObject({ total_runs: 2, total_valid_submissions: 2 });
    const { runs, finished_at } = JSON.parse(readFileSync(join(directory, "state.json"), "utf8")) as {
      runs: Record<string, { record: { status: string } }>;
      finished_at: string | null;
    };
    expect(Object.values(runs).map(({ record }) => record.status)).toEqual(["succeeded", "succeeded"]);
    expect(finished_at).not.toBeNull();
    // The report is there before its job says so.
    await vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain("Saved the report"), forever);
    // It is done, and not scheduled again.
    await vi.waitFor(async () => expect(await liveJobs()).toBe(""), forever);
    const again = await mlebenchProcess(world, "run", "collect", directory, "--grade", "--as-scheduled");
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain("Nothing left to do");
    expect(reportsIn(directory)).toHaveLength(1);
  });

  test("is stopped from another shell, with what it has made, and repeated by resuming", async () => {
    const directory = await abandonedGroup();
    const canceled = await mlebenchProcess(world, "run", "cancel", directory);
    expect(canceled, canceled.stderr).toMatchObject({ exitCode: 0 });
    expect(canceled.stderr).toContain("2 of 2 runs have no result");
    expect(await liveJobs()).toBe("");
    world.write("go", "");
    const ended = await mlebenchProcess(world, "run", "--resume", directory, "--grade", "--json");
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 2, total_valid_submissions: 2 });
  });
});
