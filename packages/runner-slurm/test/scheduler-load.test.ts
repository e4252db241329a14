import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunPlan } from "@mlebench/runner";
import { afterEach, describe, expect, test } from "vitest";
import { createFollower, type FollowedRun } from "../src/follow/follower.js";
import type { Place } from "../src/follow/progress.js";
import { createSlurmBackend } from "../src/index.js";
import { type Job, slurmCommands } from "../src/scheduler/commands.js";
import { createScheduler, type Scheduler } from "../src/scheduler/scheduler-view.js";
import { createSubmitter, type Submission } from "../src/submit/submitter.js";
import { simulateSlurm } from "./simulated-slurm.js";

const runs = 1000;
const directory = (): string => mkdtempSync(join(tmpdir(), "mlebench-load-"));

describe("the scheduler", () => {
  const jobOf = (index: number): Job => ({
    ...{ id: `1_${index}`, state: "running", word: "RUNNING" },
    ...{ node: "n1", reason: "None", name: "mlebench", comment: "" },
  });

  test("is asked once in ten seconds, however many runs are followed and whether it answers or not", async () => {
    const hour = 3600;
    for (const answers of [true, false]) {
      let time = 0;
      let questions = 0;
      const queue = async (): Promise<Job[]> => {
        questions += 1;
        if (!answers) throw new Error("down");
        return Array.from({ length: runs }, (_, index) => jobOf(index));
      };
      const scheduler = createScheduler({ queue, history: async () => undefined }, 10, false, () => time);
      const wanted = Array.from({ length: runs }, (_, index) => `1_${index}`);
      for (; time < hour * 1000; time += 1000) {
        await Promise.all([scheduler.refresh(wanted), scheduler.refresh([]), scheduler.refresh(["1_3"])]);
      }
      expect(questions).toBe(hour / 10);
      expect(scheduler.view.round).toBe(answers ? hour / 10 : 0);
    }
  });

  test("is asked for what it has forgotten with one question to the database, by array", async () => {
    if (process.platform === "win32") return;
    const slurm = simulateSlurm(directory());
    usePath(slurm.path);
    const scheduler = createScheduler(slurmCommands, 10, false);
    await scheduler.refresh(Array.from({ length: runs }, (_, index) => `${index < 500 ? 1 : 2}_${index}`));
    const asked = slurm.calls().filter(({ program }) => program === "sacct");
    expect(asked.map(({ parameters }) => /--jobs=(\S+)/.exec(parameters)?.[1])).toEqual(["1,2"]);
  });
});

test("a thousand runs are looked at in turn, fifty in a round", async () => {
  const scheduler: Scheduler = {
    view: { round: 0, job: () => undefined, named: () => [] },
    async refresh() {
      rounds += 1;
    },
  };
  let rounds = 0;
  const looks = new Array<number>(runs).fill(0);
  const follower = createFollower(scheduler, 1);
  const followed = looks.map(
    (_, index): FollowedRun => ({
      place: { jobId: `1_${index}` } as Place,
      look() {
        looks[index] += 1;
        return { phase: looks[index] < 3 ? "queued" : "running" };
      },
    }),
  );
  // Two wait for the same run, as its output and its end are.
  await Promise.all(
    [...followed, ...followed].map((run) => follower.until(run, ({ phase }) => phase === "running")),
  );
  expect(looks).toEqual(new Array(runs).fill(3));
  expect(rounds).toBeGreaterThanOrEqual((3 * runs) / 50);
});

const { PATH } = process.env;
const usePath = (path: string): void => {
  process.env.PATH = path;
};
afterEach(() => {
  process.env.PATH = PATH;
});

describe.skipIf(process.platform === "win32")("limits of a cluster", () => {
  test("on the size of an array split a run group, and its arrays share what may run at a time", async () => {
    const place = directory();
    const slurm = simulateSlurm(join(place, "slurm"), { maxArraySize: 400 });
    usePath(slurm.path);
    const submit = createSubmitter(slurmCommands, { unsafe: true, noRequeue: false, timeMargin: 0 });
    const submission = (index: number): Submission => ({
      ...{ comment: "group", batches: join(place, "batches"), directory: join(place, `run-${index}`) },
      ...{ batchFile: join(place, `batch-${index}`), jobFile: join(place, `job-${index}`) },
      ...{ options: ["--time=1"], atOnce: 50 },
    });
    await Promise.all(Array.from({ length: runs }, (_, index) => submit(submission(index))));
    const arrays = slurm.calls().flatMap(({ parameters }) => /--array=(\S+)/.exec(parameters)?.[1] ?? []);
    expect(arrays).toEqual(["0-399%20", "0-399%20", "0-199%10"]);
    expect(new Set(slurm.submitted().map((task) => task.submission)).size).toBe(runs);
    // Its setting does not change.
    expect(slurm.calls().filter(({ program }) => program === "scontrol")).toHaveLength(1);
  });

  test("on the jobs of a user refuse a run group before anything is made, and say what to do", async () => {
    const slurm = simulateSlurm(directory(), { maxSubmitJobs: 500 });
    usePath(slurm.path);
    const backend = createSlurmBackend({ settings: { container: "none", unsafe: true } });
    const plan = {
      settings: { timeout: 60, grace: 1, nWorkers: 50 },
      onWarning: () => undefined,
    } as unknown as RunPlan;
    await expect(backend.check({ ...plan, runs })).rejects.toMatchObject({
      message: expect.stringContaining("AssocMaxSubmitJobLimit"),
      details: { hint: expect.stringContaining("Run fewer competitions or seeds at a time") },
    });
    await backend.check({ ...plan, runs: 500 });
    // Whether the backend works is another question.
    await backend.check(plan);
    expect(slurm.submitted()).toEqual([]);
  });
});
