import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { availableCpus, availableMemory } from "../src/machine-limits.js";
import { memoryShare, threadShare } from "../src/worker-pool.js";

afterEach(() => void vi.unstubAllEnvs());

/** What each of so many threads of a pool has while all are at work. */
function shares(jobs: number): { threads: number; memory: number }[] {
  const script = fileURLToPath(new URL("./fixtures/share-process.mjs", import.meta.url));
  const env = { ...process.env, MLEBENCH_THREADS: "7" };
  return JSON.parse(execFileSync(process.execPath, [script, String(jobs)], { env, encoding: "utf8" }));
}

describe("the share of a thread", () => {
  test("is all that the process may use outside of a pool", () => {
    vi.stubEnv("MLEBENCH_THREADS", "");
    expect(threadShare()).toBe(availableCpus());
    expect(memoryShare()).toBe(availableMemory());
    vi.stubEnv("MLEBENCH_THREADS", "16");
    expect(threadShare()).toBe(16);
  });

  test.each([["0"], ["two"], ["1.5"], ["-1"]])("is not read from MLEBENCH_THREADS=%s", (value) => {
    vi.stubEnv("MLEBENCH_THREADS", value);
    expect(() => threadShare()).toThrow(`Invalid value of \`MLEBENCH_THREADS\`: \`${value}\``);
  });

  test("is divided among the threads of a pool", () => {
    const memory = availableMemory();
    expect(shares(1)).toEqual([{ threads: 7, memory }]);
    const half = { threads: 3, memory: Math.floor(memory / 2) };
    expect(shares(2)).toEqual([half, half]);
  });
});
