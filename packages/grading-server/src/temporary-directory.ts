import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";

const pattern = /^mlebench-grading-(\d+)-(\d+)-\w{6}$/;

/**
 * Makes a directory named after the process it belongs to, and removes those of processes that were killed: they
 * hold submissions, and maybe a link to the answers.
 * @param top holds the directories of all servers
 */
export function makeTemporaryDirectory(top: string): string {
  removeAbandoned(top);
  return mkdtempSync(join(top, `mlebench-grading-${processNamespace()}-${process.pid}-`));
}

function removeAbandoned(top: string): void {
  for (const name of readdirSync(top)) {
    const [, namespace, pid] = pattern.exec(name) ?? [];
    // In a container the same number is another process.
    if (pid === undefined || namespace !== processNamespace() || isAlive(Number(pid))) continue;
    const path = join(top, name);
    try {
      if (lstatSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another server removes it.
    }
  }
}

/** Distinguishes containers that share a temporary directory; 0 outside of containers. */
function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
