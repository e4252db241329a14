import { execFileSync } from "node:child_process";
import { arch, cpus, platform, release } from "node:os";
import { childEnvironment } from "@mlebench/core";
import { allowedCpus, availableMemory, cpuQuota } from "@mlebench/disk";

export interface Gpu {
  /** As the driver numbers it. */
  index: string;
  uuid: string;
  name: string;
  memoryBytes: number;
}

export interface Machine {
  cpuModel: string;
  /** Cores of the machine. */
  cpuCount: number;
  /** The cores that this process may use. */
  cpuSet: readonly number[];
  /** How many of them it may use at once: less where a container has a quota. */
  cpuQuota: number;
  memoryBytes: number;
  gpus: readonly Gpu[];
  platform: string;
}

/** What this machine, or this container, offers. */
export function inspectMachine(): Machine {
  const cores = cpus();
  const cpuSet = allowedCpus() ?? cores.map((_, index) => index);
  return {
    cpuModel: cores[0]?.model.trim() ?? "unknown",
    cpuCount: cores.length,
    cpuSet,
    cpuQuota: Math.min(cpuSet.length, cpuQuota() ?? cpuSet.length),
    memoryBytes: availableMemory(),
    gpus: nvidiaGpus(),
    platform: `${platform()} ${release()} ${arch()}`,
  };
}

function nvidiaGpus(): Gpu[] {
  try {
    const query = ["--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits"];
    const text = execFileSync("nvidia-smi", query, {
      encoding: "utf8",
      timeout: 20_000,
      stdio: ["ignore", "pipe", "ignore"],
      env: childEnvironment(),
    });
    return parseGpuTable(text);
  } catch {
    return [];
  }
}

/** The table that `nvidia-smi --query-gpu=index,uuid,name,memory.total --format=csv,noheader,nounits` prints. */
export function parseGpuTable(text: string): Gpu[] {
  return text.split("\n").flatMap((line) => {
    const [index, uuid, name, mebibytes] = line.split(",").map((cell) => cell.trim());
    if (mebibytes === undefined || !/^\d+$/.test(index)) return [];
    return [{ index, uuid, name, memoryBytes: (Number(mebibytes) || 0) * 2 ** 20 }];
  });
}
