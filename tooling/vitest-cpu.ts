import { readFileSync } from "node:fs";
import { afterAll } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** CPU time of a test file in seconds: of the worker that ran it, and of programs that it started. */
    cpu?: { own: number; programs: number };
  }
}

/** Ticks of the clock per second that Linux reports to programs, on every architecture that Node runs on. */
const ticksPerSecond = 100;

interface Cpu {
  own: number;
  programs: number;
}

/** CPU seconds of a process and of the programs it has waited for; undefined where the system does not count them. */
function readCpu(process: number | "self"): Cpu | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${process}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is a name that may hold spaces; utime, stime, cutime, and cstime are fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  return { own: (user + system) / ticksPerSecond, programs: (childUser + childSystem) / ticksPerSecond };
}

function childrenOf({ pid }: { pid: number }): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The same of this process, where programs that still run count too: some serve one test file after another. */
function readAllCpu(): Cpu | undefined {
  const ended = readCpu("self");
  if (ended === undefined) return undefined;
  const running = childrenOf(process).flatMap((child) => readCpu(child) ?? []);
  const sum = running.reduce((seconds, { own, programs }) => seconds + own + programs, 0);
  return { own: ended.own, programs: ended.programs + sum };
}

// A setup file runs before the imports of each test file, which are part of what the file costs.
const before = readAllCpu();

// biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a hook takes from its first argument
afterAll(({}, file) => {
  const after = readAllCpu();
  if (before === undefined || after === undefined) return;
  file.meta.cpu = { own: after.own - before.own, programs: after.programs - before.programs };
});
