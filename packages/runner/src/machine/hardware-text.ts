import type { RunLimits } from "../backend/backend.js";
import type { GroupPlan } from "../group/group-state.js";
import { parseContainerBytes } from "./container-bytes.js";
import type { Machine } from "./machine.js";

/**
 * What an agent is told of its hardware, such as "4 CPUs, 32 GB of memory, 1 GPU (NVIDIA A10)".
 * @param limits of the run, with what it has to itself
 */
export function hardwareText(
  plan: Pick<GroupPlan, "workers" | "container_config">,
  limits: RunLimits,
  machine: Machine,
): string {
  const cpus = limits.cpus ?? Math.floor(machine.cpuQuota);
  const gpus = limits.gpuDevices?.length ?? 0;
  const models = new Set(
    machine.gpus
      .filter(({ index, uuid }) => limits.gpuDevices?.includes(index) || limits.gpuDevices?.includes(uuid))
      .map(({ name }) => name),
  );
  const model = models.size === 0 ? "" : ` (${[...models].join(", ")})`;
  return [
    `${cpus} CPU${cpus === 1 ? "" : "s"}`,
    `${gigabytes(memoryOf(plan, limits, machine))} GB of memory`,
    gpus === 0 ? "no GPU" : `${gpus} GPU${gpus === 1 ? "" : "s"}${model}`,
  ].join(", ");
}

/** The memory that a run may really use: its limit, and no more than an even part of what parallel runs share. */
function memoryOf(
  { workers, container_config }: Pick<GroupPlan, "workers" | "container_config">,
  { memoryBytes }: RunLimits,
  machine: Machine,
): number {
  const { mem_limit } = container_config;
  const configured =
    mem_limit === undefined || mem_limit === null ? 0 : parseContainerBytes(mem_limit, "mem_limit");
  const limit = memoryBytes ?? (configured > 0 ? configured : Number.POSITIVE_INFINITY);
  return Math.min(limit, machine.memoryBytes / workers);
}

/** Rounded down: an agent that plans with it must not run out of it. */
function gigabytes(bytes: number): number {
  return bytes < 10e9 ? Math.floor(bytes / 1e8) / 10 : Math.floor(bytes / 1e9);
}
