import type { RunSettings } from "../settings/run-settings.js";
import type { Allocation } from "./allocation.js";
import { parseContainerBytes } from "./container-bytes.js";
import type { Machine } from "./machine.js";

/**
 * Hardware description for the agent, such as "4 CPUs, 32 GB of memory, 1 GPU (NVIDIA A10)".
 * @param own what the run has to itself
 */
export function hardwareText(
  settings: MemorySettings,
  own: Allocation,
  machine: Pick<Machine, "cpuQuota" | "memoryBytes" | "gpus">,
): string {
  const cpus = own.cpus ?? Math.floor(machine.cpuQuota);
  const gpus = own.gpuDevices?.length ?? 0;
  const models = new Set(
    machine.gpus
      .filter(({ index, uuid }) => own.gpuDevices?.includes(index) || own.gpuDevices?.includes(uuid))
      .map(({ name }) => name),
  );
  const model = models.size === 0 ? "" : ` (${[...models].join(", ")})`;
  return [
    `${cpus} CPU${cpus === 1 ? "" : "s"}`,
    `${gigabytes(memoryOf(settings, machine))} GB of memory`,
    gpus === 0 ? "no GPU" : `${gpus} GPU${gpus === 1 ? "" : "s"}${model}`,
  ].join(", ");
}

type MemorySettings = Pick<RunSettings, "nWorkers" | "memory" | "containerConfig">;

/** The memory that a run may really use: its limit, and no more than an even part of what parallel runs share. */
function memoryOf(
  { nWorkers, memory, containerConfig = {} }: MemorySettings,
  machine: Pick<Machine, "memoryBytes">,
): number {
  const { mem_limit } = containerConfig;
  const configured =
    mem_limit === undefined || mem_limit === null ? 0 : parseContainerBytes(mem_limit, "mem_limit");
  const limit = memory ?? (configured > 0 ? configured : Number.POSITIVE_INFINITY);
  return Math.min(limit, machine.memoryBytes / nWorkers);
}

/** Rounded down: an agent that plans with it must not run out of it. */
function gigabytes(bytes: number): number {
  return bytes < 10e9 ? Math.floor(bytes / 1e8) / 10 : Math.floor(bytes / 1e9);
}
