import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Identifies a process on this machine, also after its ID was reused. */
export interface ProcessIdentity {
  pid: number;
  /** Machine and, on Linux, pid namespace: only within the same one does a pid mean anything. */
  host: string;
  /** When the process started, in the kernel's own units; null where the system does not report it. */
  started: string | null;
  /** See {@link bootId}; missing or null where it is not known. */
  boot?: string | null;
}

/** Distinguishes containers of one machine, on Linux: `pid:[NUMBER]`; empty elsewhere. */
export function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

let boot: string | null | undefined;

/** Identifies the machine's present start; null if unknown. */
export function bootId(): string | null {
  if (boot !== undefined) return boot;
  try {
    boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    boot = null;
  }
  return boot;
}

interface ProcessState {
  state: string;
  started: string;
}

/** From /proc/PID/stat (proc(5)); fields are counted after the command's closing parenthesis, as it may hold spaces. */
function processState(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}

/** The identity of this process. */
export function currentProcess(): ProcessIdentity {
  return identifyProcess(process.pid);
}

/** The identity of a process of this machine. */
export function identifyProcess(pid: number): ProcessIdentity {
  return {
    pid,
    host: `${hostname()} ${pidNamespace()}`.trim(),
    started: processState(pid)?.started ?? null,
    boot: bootId(),
  };
}

/** Whether a process runs: "unknown" for one of another machine or container. */
export function processStatus(
  other: ProcessIdentity,
  own: ProcessIdentity = currentProcess(),
): "alive" | "dead" | "unknown" {
  if (other.host !== own.host) return "unknown";
  if (isKnown(other.boot) && isKnown(own.boot) && other.boot !== own.boot) return "dead";
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH" ? "dead" : "alive";
  }
  const now = processState(other.pid);
  if (now === undefined) return "alive";
  const reused = other.started !== null && now.started !== other.started;
  return reused || now.state === "Z" || now.state === "X" ? "dead" : "alive";
}

const isKnown = (value: string | null | undefined): boolean => value !== undefined && value !== null;
