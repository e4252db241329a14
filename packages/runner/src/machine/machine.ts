import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { childEnvironment, UserError } from "@mlebench/core";

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
  const constrained = process.constrainedMemory?.() ?? 0;
  return {
    cpuModel: cores[0]?.model.trim() ?? "unknown",
    cpuCount: cores.length,
    cpuSet,
    cpuQuota: Math.min(cpuSet.length, cpuQuota() ?? cpuSet.length),
    memoryBytes: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
    gpus: nvidiaGpus(),
    platform: `${platform()} ${release()} ${arch()}`,
  };
}

/** Affinity and cpuset together, as the kernel reports them for this process. */
function allowedCpus(): number[] | undefined {
  const status = readText("/proc/self/status");
  const list = status === undefined ? undefined : /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  return list === undefined ? undefined : parseCpuList(list);
}

/**
 * `0-3,8` → 0, 1, 2, 3, 8.
 * @throws UserError when it is no such list
 */
export function parseCpuList(text: string): number[] {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (match === null)
      throw new UserError(`Invalid list of CPUs: \`${text}\``, { expected: "such as 0-3,8" });
    const last = Number(match[2] ?? match[1]);
    for (let cpu = Number(match[1]); cpu <= last; cpu++) found.add(cpu);
  }
  return [...found].sort((a, b) => a - b);
}

/** Cores' worth of time that the innermost limited control group grants; undefined without limit. */
function cpuQuota(): number | undefined {
  const groups = readText("/proc/self/cgroup") ?? "";
  const own = (pattern: RegExp): string => pattern.exec(groups)?.[1] ?? "/";
  const unified = own(/^0::(.*)$/m);
  const legacy = own(/^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/m);
  const quotas = [
    ...ancestors(unified).map((group) => readText(`/sys/fs/cgroup${group}/cpu.max`)),
    ...ancestors(legacy).map((group) => {
      const base = `/sys/fs/cgroup/cpu${group}/cpu.cfs_`;
      const quota = readText(`${base}quota_us`)?.trim();
      return quota === undefined ? undefined : `${quota} ${readText(`${base}period_us`) ?? ""}`;
    }),
  ].flatMap((text) => {
    const [quota, period] = (text ?? "").trim().split(/\s+/).map(Number);
    return quota > 0 && period > 0 ? [quota / period] : [];
  });
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** `/a/b` → `/a/b`, `/a`, and the root as an empty text. */
function ancestors(group: string): string[] {
  const parts = group.split("/").filter(Boolean);
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join("/")}`), ""];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
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
