import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { currentProcess, pidNamespace, processStatus } from "@mlebench/disk";

const pattern = /^mlebench-grading-(\d+)-(\d+)-\w{6}$/;

/**
 * Makes a directory named after the process it belongs to, and removes those of processes that were killed: they
 * hold submissions, and maybe a link to the answers.
 * @param top holds the directories of all servers
 */
export function makeTemporaryDirectory(top: string): string {
  removeAbandoned(top);
  return mkdtempSync(join(top, `mlebench-grading-${namespaceNumber()}-${process.pid}-`));
}

function removeAbandoned(top: string): void {
  const own = currentProcess();
  for (const name of readdirSync(top)) {
    const [, namespace, pid] = pattern.exec(name) ?? [];
    // In a container the same number is another process.
    if (pid === undefined || namespace !== namespaceNumber()) continue;
    if (processStatus({ ...own, pid: Number(pid), started: null }, own) !== "dead") continue;
    const path = join(top, name);
    try {
      if (lstatSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another server removes it.
    }
  }
}

/** Distinguishes containers that share a temporary directory; 0 where there are none. */
const namespaceNumber = (): string => /\d+/.exec(pidNamespace())?.[0] ?? "0";
