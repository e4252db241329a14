import { expect, test } from "vitest";
import type { Machine } from "../src/index.js";
import { hardwareText } from "../src/machine/hardware-text.js";

const machine: Machine = {
  cpuModel: "x",
  cpuCount: 8,
  cpuSet: [0, 1, 2, 3, 4, 5, 6, 7],
  cpuQuota: 8,
  memoryBytes: 64e9,
  gpus: [{ index: "0", uuid: "GPU-1", name: "NVIDIA A10", memoryBytes: 24e9 }],
  platform: "linux",
};
const limits = { timeoutSeconds: 1, graceSeconds: 1 };

test.each([
  [{ workers: 1, container_config: {} }, {}, "8 CPUs, 64 GB of memory, no GPU"],
  [{ workers: 4, container_config: {} }, { cpus: 2 }, "2 CPUs, 16 GB of memory, no GPU"],
  [{ workers: 4, container_config: {} }, { memoryBytes: 8e9 }, "8 CPUs, 8 GB of memory, no GPU"],
  [{ workers: 4, container_config: {} }, { memoryBytes: 32e9 }, "8 CPUs, 16 GB of memory, no GPU"],
  [{ workers: 1, container_config: { mem_limit: "4g" } }, { cpus: 1 }, "1 CPU, 4.2 GB of memory, no GPU"],
  [
    { workers: 1, container_config: { mem_limit: "4g" } },
    { memoryBytes: 2e9 },
    "8 CPUs, 2 GB of memory, no GPU",
  ],
  [
    { workers: 1, container_config: { mem_limit: -1 } },
    { gpuDevices: ["0"] },
    "8 CPUs, 64 GB of memory, 1 GPU (NVIDIA A10)",
  ],
  [{ workers: 60, container_config: {} }, {}, "8 CPUs, 1 GB of memory, no GPU"],
])("with %j and %j an agent is told %j", (plan, own, text) => {
  expect(hardwareText(plan, { ...limits, ...own }, machine)).toBe(text);
});
