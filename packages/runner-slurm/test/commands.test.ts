import { expect, test, vi } from "vitest";
import { slurmCommands } from "../src/scheduler/commands.js";

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

test("where Slurm is not installed, no timer keeps the process alive after the error", async () => {
  vi.stubEnv("PATH", "/nonexistent");
  const calls = 20;
  const before = timers();
  for (let call = 0; call < calls; call++)
    await expect(slurmCommands.queue()).rejects.toThrow("Cannot start `squeue`: ENOENT");
  // Those of the test runner may come and go; none of the calls may leave one.
  expect(timers() - before).toBeLessThan(calls / 2);
  vi.unstubAllEnvs();
});
