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

test.each([
  [{ nWorkers: 1, containerConfig: {} }, {}, "8 CPUs, 64 GB of memory, no GPU"],
  [{ nWorkers: 4, containerConfig: {} }, { cpus: 2 }, "2 CPUs, 16 GB of memory, no GPU"],
  [{ nWorkers: 4, containerConfig: {}, memory: 8e9 }, {}, "8 CPUs, 8 GB of memory, no GPU"],
  [{ nWorkers: 4, containerConfig: {}, memory: 32e9 }, {}, "8 CPUs, 16 GB of memory, no GPU"],
  [{ nWorkers: 1, containerConfig: { mem_limit: "4g" } }, { cpus: 1 }, "1 CPU, 4.2 GB of memory, no GPU"],
  [{ nWorkers: 1, containerConfig: { mem_limit: "4g" }, memory: 2e9 }, {}, "8 CPUs, 2 GB of memory, no GPU"],
  [
    { nWorkers: 1, containerConfig: { mem_limit: -1 } },
    { gpuDevices: ["0"] },
    "8 CPUs, 64 GB of memory, 1 GPU (NVIDIA A10)",
  ],
  [{ nWorkers: 60, containerConfig: {} }, {}, "8 CPUs, 1 GB of memory, no GPU"],
])("with %j and %j an agent is told %j", (settings, own, text) => {
  expect(hardwareText(settings, own, machine)).toBe(text);
});
