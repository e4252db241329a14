import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { processesInNamespace } from "@mlebench/containers";
import { childEnvironment } from "@mlebench/core";
import { processStatus } from "@mlebench/disk";
import { listProcesses, type ProcessInfo, pause, residentBytes, withDescendants } from "@mlebench/runner";
import type { ContainerNamespace } from "./run-state.js";

/** All processes of a container, those in namespaces that it made included; none once it has ended. */
export function containerProcesses({ pidNamespace, first }: ContainerNamespace): ProcessInfo[] {
  const inside = new Set(processesInNamespace(pidNamespace));
  const found = withDescendants(listProcesses(), ({ pid }) => inside.has(pid));
  // Asked last: what was found is the container's if it was there all the time.
  return processStatus(first) === "alive" ? found : [];
}

/**
 * Looks at a container's memory four times in a second until it is more than the limit or the signal aborts. Nothing else
 * limits it where no control group is ours.
 */
export async function watchMemory(options: {
  limit: number;
  processes: () => readonly ProcessInfo[];
  onExceeded: (bytes: number) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { limit, processes, onExceeded, signal } = options;
  while (!signal.aborted) {
    const all = processes();
    const resident = residentBytes(all);
    // Pages that processes share are in it several times; counting exactly takes much longer.
    const bytes = resident > limit ? all.reduce((sum, { pid }) => sum + shareOfMemory(pid), 0) : resident;
    if (bytes > limit) return onExceeded(bytes);
    await pause(250, signal);
  }
}

/** A process's memory, of shared pages its share; 0 if it has ended. */
function shareOfMemory(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** What directories occupy on the disk, and what processes deleted but keep open; undefined if it is unknown now. */
export async function occupiedBytes(
  directories: readonly string[],
  processes: readonly ProcessInfo[],
): Promise<number | undefined> {
  const printed = await new Promise<string>((resolve) => {
    // Files vanish while they are counted: then the sum is still printed, with a nonzero exit code.
    execFile(
      "du",
      ["-skcx", "--", ...directories],
      { env: childEnvironment(), maxBuffer: 1 << 26 },
      (_error, stdout) => resolve(stdout),
    );
  });
  const kibibytes = Number.parseInt(printed.trim().split("\n").at(-1) ?? "", 10);
  return Number.isFinite(kibibytes) ? kibibytes * 1024 + deletedBytes(processes) : undefined;
}

function deletedBytes(processes: readonly ProcessInfo[]): number {
  const sizes = new Map<string, number>();
  for (const { pid } of processes.slice(0, 2000)) {
    for (const path of openFiles(pid)) {
      try {
        const target = readlinkSync(path);
        if (!target.endsWith(" (deleted)") || /^\/(memfd:|dev\/|SYSV)/.test(target)) continue;
        const found = statSync(path);
        if (found.isFile() && found.nlink === 0) sizes.set(`${found.dev}:${found.ino}`, found.blocks * 512);
      } catch {
        // It was closed meanwhile.
      }
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`);
  } catch {
    return [];
  }
}
