import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
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

test.each([
  ["sbatch: error: Unable to contact slurm controller (connect failure)", /^Slurm cannot be reached: Unable/],
  ["sbatch: error: resolve_ctls_from_dns_srv: res_nsearch error: Unknown host", /^Slurm cannot be reached: /],
  ["sbatch: error: invalid partition specified: gpus", /^Slurm does not take the job: invalid partition/],
])("what sbatch says is what is wrong: %s", async (text, message) => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-sbatch-"));
  writeFileSync(join(directory, "sbatch"), `#!/bin/sh\necho '${text}' >&2\nexit 1\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${directory}${delimiter}${process.env.PATH}`);
  await expect(slurmCommands.submit([], "script")).rejects.toThrow(message);
  await expect(slurmCommands.test([], "script")).rejects.toThrow(message);
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});
