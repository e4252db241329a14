import { UserError } from "@mlebench/core";
import { expect, test } from "vitest";
import { type Job, type SlurmCommands, slurmCommands } from "../src/scheduler/commands.js";
import { createScheduler } from "../src/scheduler/scheduler-view.js";

const without = (error: Error): SlurmCommands => ({
  ...slurmCommands,
  queue: () => Promise.reject(error),
  history: async () => undefined,
});
const noProgram = new UserError("Cannot start `squeue`: ENOENT", {
  cause: Object.assign(new Error("spawn squeue ENOENT"), { code: "ENOENT" }),
});

test("a machine without squeue concludes nothing, unless it is certain that the runs have ended", async () => {
  const rounds = async (error: Error, runsHaveEnded: boolean): Promise<number> => {
    const scheduler = createScheduler(without(error), 0, runsHaveEnded);
    await scheduler.refresh(["1_0"]);
    expect(scheduler.view.job("1_0")).toBeUndefined();
    return scheduler.view.round;
  };
  expect(await rounds(noProgram, false)).toBe(0);
  expect(await rounds(noProgram, true)).toBe(1);
  // A controller that is down may still have them.
  expect(await rounds(new Error("squeue: Unable to contact slurm controller"), true)).toBe(0);
});

test("a task that has not begun is known by its array", async () => {
  const array: Job = {
    ...{ id: "12", state: "waiting", word: "PENDING", node: "", reason: "Priority", name: "n", comment: "" },
  };
  const commands: SlurmCommands = { ...slurmCommands, queue: async () => [array] };
  const { view, refresh } = createScheduler(commands, 0, false);
  await refresh(["12_3"]);
  expect(view.job("12_3")).toBe(array);
  expect(view.job("13_3")).toBeUndefined();
});
