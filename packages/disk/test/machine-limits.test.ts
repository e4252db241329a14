import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  availableCpus,
  availableMemory,
  cpuQuota,
  memoryLimits,
  parseCpuList,
} from "../src/machine-limits.js";
import { scratchDirectory } from "./scratch.js";

/** A root directory with these files. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = scratchDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("the limits of this process", () => {
  test("are at most what the machine has", () => {
    expect(availableCpus()).toBeGreaterThan(0);
    expect(availableCpus()).toBeLessThanOrEqual(availableParallelism());
    expect(availableMemory()).toBeGreaterThan(1e8);
    expect(availableMemory()).toBeLessThanOrEqual(totalmem());
  });

  test("come from the tightest of nested control groups, version 2", () => {
    const root = rootWith({
      "proc/self/cgroup": "0::/jobs/one\n",
      "sys/fs/cgroup/jobs/cpu.max": "150000 100000\n",
      "sys/fs/cgroup/jobs/one/cpu.max": "max 100000\n",
      "sys/fs/cgroup/jobs/memory.max": "2000000000\n",
      "sys/fs/cgroup/jobs/one/memory.max": "max\n",
    });
    expect(cpuQuota(root)).toBe(1.5);
    expect(memoryLimits(root)).toEqual([2e9]);
  });

  test("come from control groups of version 1", () => {
    const root = rootWith({
      "proc/self/cgroup": "5:memory:/box\n4:cpu,cpuacct:/box\n0::/\n",
      "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "300000\n",
      "sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "1000000000\n",
    });
    expect(cpuQuota(root)).toBe(3);
    expect(memoryLimits(root)).toEqual([1e9]);
  });

  test("are none where nothing says so", () => {
    expect(cpuQuota(rootWith({}))).toBeUndefined();
    expect(memoryLimits(rootWith({}))).toEqual([]);
  });

  test("include lists of CPUs", () => {
    expect(parseCpuList("0-2,8,10-11\n")).toEqual([0, 1, 2, 8, 10, 11]);
    expect(() => parseCpuList("all")).toThrow(/Invalid list of CPUs/);
  });
});
