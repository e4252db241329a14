import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { promisify } from "node:util";
import type { Reporter, TestCase, TestModule } from "vitest/node";

const run = promisify(execFile);
const minute = 60_000;
/** After so long without anything new from a file, what it does is shown. */
const shownAfter = 10 * minute;
/** After so long its worker is killed: the limits of tests and of hooks are shorter, so it can only wait forever. */
const killedAfter = 50 * minute;

interface Running {
  last: number;
  test: string | undefined;
  isShown: boolean;
}

/**
 * Prints which test hangs. Vitest's limits do not end a test that blocks its event loop, and the default reporter prints
 * only what has ended, so that the output of a run that is stopped from outside would not show it.
 */
export default class StallReporter implements Reporter {
  private readonly running = new Map<string, Running>();
  private timer: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.timer = setInterval(() => void this.look(), minute);
    this.timer.unref();
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.running.set(moduleId, { last: Date.now(), test: undefined, isShown: false });
  }

  onTestCaseReady({ module, fullName }: TestCase): void {
    this.note(module.moduleId, fullName);
  }

  onTestCaseResult({ module, fullName }: TestCase): void {
    this.note(module.moduleId, `after ${fullName}`);
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.running.delete(moduleId);
  }

  onTestRunEnd(): void {
    clearInterval(this.timer);
    this.running.clear();
  }

  /** Results of tests can come after the end of their file. */
  private note(moduleId: string, test: string): void {
    if (this.running.has(moduleId)) this.running.set(moduleId, { last: Date.now(), test, isShown: false });
  }

  private async look(): Promise<void> {
    for (const [moduleId, file] of this.running) {
      const quiet = Date.now() - file.last;
      const name = [relative(process.cwd(), moduleId), file.test].filter(Boolean).join(" > ");
      const since = `for ${Math.floor(quiet / minute)} minutes`;
      if (quiet >= shownAfter && !file.isShown) {
        file.isShown = true;
        console.error(`\nNo progress ${since}: ${name}\n${await describeProcesses()}`);
      }
      if (quiet < killedAfter) continue;
      console.error(`\nNo progress ${since}: ${name}\nKilling the workers.`);
      this.running.clear();
      for (const pid of workers()) kill(pid);
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Vitest's processes that run test files; none where the system does not list them. */
function workers(): number[] {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ");
    return children
      .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workers/forks"))
      .map(Number);
  } catch {
    return [];
  }
}

/** All processes, and where the workers stand that wait for something else than events, if gdb is there. */
async function describeProcesses(): Promise<string> {
  const columns = "pid,ppid,stat,wchan:24,time,args";
  const commands = [["ps", "-eH", "-o", columns], ...workers().filter(isBlocked).map(backtrace)];
  const outputs = commands.map(async ([program, ...words]) => {
    const ended = await run(program, words, { maxBuffer: 1 << 26, timeout: minute }).catch(String);
    return typeof ended === "string" ? ended : ended.stdout;
  });
  return (await Promise.all(outputs)).join("\n");
}

function isBlocked(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/wchan`, "utf8").includes("epoll");
  } catch {
    return false;
  }
}

const backtrace = (pid: number): string[] => [
  "gdb",
  "-batch",
  "-nx",
  "-p",
  String(pid),
  "-ex",
  "thread apply all backtrace 20",
];
