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

/** CPU seconds of this process and of the programs it has waited for; undefined where the system does not count them. */
function readCpu(): { own: number; programs: number } | undefined {
  let stat: string;
  try {
    stat = readFileSync("/proc/self/stat", "utf8");
  } catch {
    return undefined;
  }
  // The second field is a name that may hold spaces; utime, stime, cutime, and cstime are fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  return { own: (user + system) / ticksPerSecond, programs: (childUser + childSystem) / ticksPerSecond };
}

// A setup file runs before the imports of each test file, which are part of what the file costs.
const before = readCpu();

// biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a hook takes from its first argument
afterAll(({}, file) => {
  const after = readCpu();
  if (before === undefined || after === undefined) return;
  file.meta.cpu = { own: after.own - before.own, programs: after.programs - before.programs };
});
