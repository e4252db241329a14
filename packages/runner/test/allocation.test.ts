import { describe, expect, test } from "vitest";
import { createAllocator, inspectMachine } from "../src/index.js";
import { parseGpuTable } from "../src/machine/machine.js";

const request = {
  workers: 2,
  cpuSet: [0, 1, 4, 5, 6],
  cpuQuota: 5,
  gpuDevices: ["0", "1", "2"],
  shareCpus: false,
  shareGpus: false,
};

describe("createAllocator", () => {
  test("gives parallel runs cores and GPUs of their own, and takes them back", () => {
    const allocator = createAllocator({ ...request, cpus: 1.5, gpus: 1 });
    const first = allocator.take();
    expect(first).toEqual({ cpus: 1.5, cpuSet: [0, 1], gpus: 1, gpuDevices: ["0"] });
    expect(allocator.take()).toEqual({ cpus: 1.5, cpuSet: [4, 5], gpus: 1, gpuDevices: ["1"] });
    expect(allocator.take()).toBeUndefined();
    allocator.release(first ?? {});
    expect(allocator.take()).toEqual(first);
  });

  test("leaves alone what a run that is still going has", () => {
    const allocator = createAllocator({ ...request, cpus: 2, gpus: 1 });
    allocator.claim({ cpuSet: [0, 1], gpuDevices: ["0"] });
    expect(allocator.take()).toMatchObject({ cpuSet: [4, 5], gpuDevices: ["1"] });
    expect(allocator.take()).toBeUndefined();
  });

  test("divides the cores evenly when nobody says how many, and pins nothing for a single worker", () => {
    expect(createAllocator(request).take()).toEqual({ cpus: 2, cpuSet: [0, 1] });
    expect(createAllocator({ ...request, workers: 1 }).take()).toEqual({});
    expect(createAllocator({ ...request, cpuQuota: 2.5 }).take()).toEqual({ cpus: 1, cpuSet: [0] });
  });

  test("takes all GPUs for -1, if there is one worker", () => {
    expect(createAllocator({ ...request, workers: 1, gpus: -1 }).take()).toEqual({
      gpus: 3,
      gpuDevices: ["0", "1", "2"],
    });
    expect(() => createAllocator({ ...request, gpus: -1 })).toThrow(
      /Not enough GPUs: 2 × 3 = 6 required, 3 available/,
    );
  });

  test("refuses what the machine does not have, unless it may be shared", () => {
    expect(() => createAllocator({ ...request, cpus: 3 })).toThrow(
      /Not enough CPU cores: 2 × 3 = 6 required, 5 available/,
    );
    expect(() => createAllocator({ ...request, cpus: 6, shareCpus: true })).toThrow(
      /6 required, 5 available/,
    );
    expect(() => createAllocator({ ...request, workers: 6 })).toThrow(/6 × 1 = 6 required, 5 available/);
    expect(() => createAllocator({ ...request, gpus: 2 })).toThrow(
      /Not enough GPUs: 2 × 2 = 4 required, 3 available/,
    );
    expect(() => createAllocator({ ...request, gpus: 1.5 })).toThrow(/Invalid number of GPUs/);
    expect(() => createAllocator({ ...request, cpus: 0 })).toThrow(/Invalid number of CPU cores/);
    expect(createAllocator({ ...request, cpus: 3, shareCpus: true }).take()).toEqual({ cpus: 3 });
    const shared = createAllocator({ ...request, gpus: 2, shareGpus: true });
    expect([shared.take()?.gpuDevices, shared.take()?.gpuDevices]).toEqual([
      ["0", "1"],
      ["2", "0"],
    ]);
  });
});

describe("the machine", () => {
  test("knows which cores this process may use", () => {
    const { cpuSet, cpuCount, cpuQuota, memoryBytes } = inspectMachine();
    expect(cpuSet.length).toBeGreaterThan(0);
    expect(cpuSet.length).toBeLessThanOrEqual(cpuCount);
    expect(cpuQuota).toBeLessThanOrEqual(cpuSet.length);
    expect(memoryBytes).toBeGreaterThan(1e8);
  });

  test("reads nvidia-smi's table", () => {
    expect(
      parseGpuTable("0, GPU-aa, NVIDIA A10, 23028\n1, GPU-bb, NVIDIA A10, [N/A]\nNo devices found\n"),
    ).toEqual([
      { index: "0", uuid: "GPU-aa", name: "NVIDIA A10", memoryBytes: 23028 * 2 ** 20 },
      { index: "1", uuid: "GPU-bb", name: "NVIDIA A10", memoryBytes: 0 },
    ]);
  });
});
