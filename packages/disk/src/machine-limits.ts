import { readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { UserError } from "@mlebench/core";

/**
 * The CPUs that this process may use at once: those that it may run on, or fewer where its control group has a quota,
 * rounded down; at least 1. Node's `availableParallelism` does not know quotas.
 */
export function availableCpus(): number {
  return Math.max(1, Math.floor(Math.min(availableParallelism(), cpuQuota() ?? Number.POSITIVE_INFINITY)));
}

/** Bytes of memory that this process may use: those of the machine or, where that is less, of its control group. */
export function availableMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return Math.min(totalmem(), constrained > 0 ? constrained : totalmem(), ...memoryLimits());
}

/** The CPUs that this process may run on, affinity and cpuset together; undefined where the system does not say. */
export function allowedCpus(): number[] | undefined {
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

/**
 * CPUs' worth of time, may be a fraction, that the tightest of this process's control groups grants; undefined without
 * a limit. Reads both versions of control groups.
 * @param root directory under which `/proc` and `/sys` are
 */
export function cpuQuota(root = ""): number | undefined {
  const quotas = [
    ...groupFiles(root, "cpu.max"),
    ...legacyGroups(root, "cpu").map((group) => {
      const quota = readText(`${group}/cpu.cfs_quota_us`)?.trim();
      return quota === undefined ? undefined : `${quota} ${readText(`${group}/cpu.cfs_period_us`) ?? ""}`;
    }),
  ].flatMap((text) => {
    const [quota, period] = (text ?? "").trim().split(/\s+/).map(Number);
    return quota > 0 && period > 0 ? [quota / period] : [];
  });
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** Bytes that each of this process's control groups allows; groups without a limit are left out. */
export function memoryLimits(root = ""): number[] {
  const texts = [
    ...groupFiles(root, "memory.max"),
    ...legacyGroups(root, "memory").map((group) => readText(`${group}/memory.limit_in_bytes`)),
  ];
  // Version 2 says `max` where there is no limit, version 1 a number beyond any memory.
  return texts.flatMap((text) => (text !== undefined && /^\d+\s*$/.test(text) ? [Number(text)] : []));
}

/** What a file says in this process's control group and in those around it (version 2). */
function groupFiles(root: string, name: string): (string | undefined)[] {
  return ancestors(groupOf(root, /^0::(.*)$/m)).map((group) =>
    readText(`${root}/sys/fs/cgroup${group}/${name}`),
  );
}

/** Directories of this process's control group of a controller and of those around it (version 1). */
function legacyGroups(root: string, controller: string): string[] {
  const group = groupOf(root, new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, "m"));
  return ancestors(group).map((one) => `${root}/sys/fs/cgroup/${controller}${one}`);
}

function groupOf(root: string, pattern: RegExp): string {
  return pattern.exec(readText(`${root}/proc/self/cgroup`) ?? "")?.[1] ?? "/";
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
