import { readdirSync, readFileSync } from "node:fs";
import { pause } from "../time/pause.js";

/** A process of this machine. */
export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  environment: string;
  /** Clock ticks of processor time so far. */
  ticks: number;
  residentPages: number;
}

/** A page of memory, on every Linux that Node runs on. */
const pageBytes = 4096;

/** Memory of processes; pages that they share are in it several times. */
export const residentBytes = (processes: readonly ProcessInfo[]): number =>
  processes.reduce((sum, { residentPages }) => sum + residentPages * pageBytes, 0);

/** Whether a process, or with a negative id a process group, is there. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** All processes that this user may look into; none where the system has no /proc. */
export function listProcesses(): ProcessInfo[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
}

/** One process; undefined if it has ended. */
export function readProcess(pid: number): ProcessInfo | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return {
      pid,
      parent: Number(fields[1]),
      group: Number(fields[2]),
      environment: readEnvironment(pid),
      ticks: Number(fields[11]) + Number(fields[12]),
      residentPages: Number(fields[21]),
    };
  } catch {
    return undefined;
  }
}

function readEnvironment(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
  } catch {
    return "";
  }
}

/** Whether a process was started with a variable of a value. */
export function hasVariable(
  { environment }: Pick<ProcessInfo, "environment">,
  name: string,
  value: string,
): boolean {
  return environment.includes(`\0${name}=${value}\0`);
}

/** The processes that are wanted, and whatever they started. */
export function withDescendants(
  all: readonly ProcessInfo[],
  isWanted: (entry: ProcessInfo) => boolean,
): ProcessInfo[] {
  const found = new Map(all.filter(isWanted).map((entry) => [entry.pid, entry]));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const entry of all) if (found.has(entry.parent)) found.set(entry.pid, entry);
  }
  return [...found.values()];
}

/**
 * TERM to every process that `find` gives, after the grace KILL, until none is left.
 * @returns false when some survive even that
 */
export async function killAll(find: () => number[], graceSeconds: number): Promise<boolean> {
  if (graceSeconds > 0) {
    send(find(), "SIGTERM");
    const end = performance.now() + graceSeconds * 1000;
    while (performance.now() < end) {
      if (find().length === 0) return true;
      await pause(50);
    }
  }
  // What forks while it is being killed is caught in the next round.
  for (let round = 0; round < 200; round++) {
    const left = find();
    if (left.length === 0) return true;
    send(left, "SIGKILL");
    await pause(Math.min(5 * (round + 1), 100));
  }
  return find().length === 0;
}

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}
