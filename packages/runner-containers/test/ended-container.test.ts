import { spawn } from "node:child_process";
import { once } from "node:events";
import { readlinkSync } from "node:fs";
import { identifyProcess } from "@mlebench/disk";
import { expect, test } from "vitest";
import { containerProcesses } from "../src/watch-limits.js";

test.skipIf(process.platform !== "linux")(
  "a container that has ended has no processes, whoever has the number of its namespace then",
  async () => {
    // Both have the namespace of this test, as a container of somebody else can have the number of one that has ended.
    const pidNamespace = readlinkSync("/proc/self/ns/pid");
    const container = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
    await once(container, "spawn");
    const first = identifyProcess(container.pid as number);
    expect(containerProcesses({ pidNamespace, first }).map(({ pid }) => pid)).toContain(process.pid);
    container.stdin.end();
    await once(container, "exit");
    expect(containerProcesses({ pidNamespace, first })).toEqual([]);
    // The number of its first process can be used again, too.
    expect(containerProcesses({ pidNamespace, first: { ...first, pid: process.pid } })).toEqual([]);
  },
);
