import { parseContainerBytes } from "@mlebench/runner";
import { asRecord } from "../read-json.js";
import type { RunHardware } from "./report-run.js";

type Json = Readonly<Record<string, unknown>>;

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/**
 * What a run could use: its own CPU cores and GPUs, and its memory limit or an even part of what parallel runs share.
 * @param machine `hardware` of the metadata
 */
export function runHardware(record: Json, settings: Json, machine: Json): RunHardware {
  const cpuSet = Array.isArray(record.cpu_set) ? record.cpu_set.length : null;
  const memory = numberOf(machine.memoryBytes);
  const share = memory === null ? null : memory / (numberOf(settings.n_workers) ?? 1);
  const limits = [share, numberOf(settings.memory), containerLimit(settings)].filter((one) => one !== null);
  return {
    cpus: numberOf(settings.cpus) ?? cpuSet ?? numberOf(machine.cpuQuota) ?? numberOf(machine.cpuCount),
    memoryBytes: limits.length === 0 ? null : Math.min(...limits),
    gpus: gpusOf(record, machine),
  };
}

function containerLimit(settings: Json): number | null {
  const limit = asRecord(settings.container_config)?.mem_limit;
  if (typeof limit !== "string" && typeof limit !== "number") return null;
  try {
    const bytes = parseContainerBytes(limit, "mem_limit");
    return bytes > 0 ? bytes : null;
  } catch {
    return null;
  }
}

function gpusOf(record: Json, machine: Json): string[] | null {
  const devices: unknown = record.gpu_devices;
  if (devices === undefined) return null;
  if (!Array.isArray(devices)) return [];
  const known = Array.isArray(machine.gpus) ? machine.gpus.map((gpu) => asRecord(gpu) ?? {}) : [];
  return devices.map((device) => {
    const gpu = known.find(({ index, uuid }) => index === device || uuid === device);
    return typeof gpu?.name === "string" ? gpu.name : "GPU";
  });
}

/** The machine in a few words, such as "AMD EPYC, 36 CPUs, 440 GB, 1 × NVIDIA A10"; null if unknown. */
export function machineText(machine: Json): string | null {
  const memory = numberOf(machine.memoryBytes);
  const cpus = numberOf(machine.cpuCount);
  if (memory === null || cpus === null) return null;
  const names = (Array.isArray(machine.gpus) ? machine.gpus : []).map((gpu) =>
    String(asRecord(gpu)?.name ?? "GPU"),
  );
  return [
    ...(typeof machine.cpuModel === "string" ? [machine.cpuModel] : []),
    `${cpus} CPU${cpus === 1 ? "" : "s"}`,
    `${gigabytes(memory)} GB`,
    gpuText(names),
  ].join(", ");
}

/** In GB of 10^9 bytes, rounded; below 10, to one decimal. */
export const gigabytes = (bytes: number): number =>
  bytes < 10e9 ? Math.round(bytes / 1e8) / 10 : Math.round(bytes / 1e9);

/** "no GPU", or "2 × NVIDIA A10". */
export function gpuText(names: readonly string[]): string {
  if (names.length === 0) return "no GPU";
  const kinds = [...new Set(names)];
  return kinds.map((kind) => `${names.filter((name) => name === kind).length} × ${kind}`).join(", ");
}
