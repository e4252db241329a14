import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { bootId, processStart } from "./clock.js";

interface Owner {
  host: string;
  pid: number;
  boot: string | null;
  started: string | null;
  /** Distinguishes two locks of one process. */
  nonce: string;
}

/**
 * Takes a run group for this process. The lock of a process that is gone is taken over.
 * @returns gives the group back
 * @throws UserError when another runner has it, or may have it on another machine
 */
export function lockRunGroup(directory: string): () => void {
  const path = join(directory, "lock");
  const mine = `${JSON.stringify(self())}\n`;
  const temporary = join(directory, `lock.${randomUUID()}`);
  writeFileSync(temporary, mine);
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        linkSync(temporary, path);
        removeLeftovers(directory, temporary);
        return () => {
          if (read(path) === mine) rmSync(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const theirs = read(path);
      if (theirs === undefined) continue;
      refuseLiving(theirs, path);
      removeStale(path, theirs);
    }
    throw new UserError("The run group's lock changes hands too fast", { file: path, hint: "Try again." });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** True when a runner has the run group, or may have it on another machine. */
export function isRunGroupInUse(directory: string): boolean {
  const path = join(directory, "lock");
  const owner = read(path);
  if (owner === undefined) return false;
  try {
    refuseLiving(owner, path);
    return false;
  } catch {
    return true;
  }
}

/** Of processes that were killed while they took the lock. */
function removeLeftovers(directory: string, own: string): void {
  for (const name of readdirSync(directory)) {
    if (!/^lock\.[0-9a-f-]{36}$/.test(name) || join(directory, name) === own) continue;
    const path = join(directory, name);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 60_000)
      rmSync(path, { force: true });
  }
}

function self(): Owner {
  const { pid } = process;
  return { host: hostname(), pid, boot: bootId(), started: processStart(pid) ?? null, nonce: randomUUID() };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function refuseLiving(text: string, path: string): void {
  let owner: Owner;
  try {
    owner = JSON.parse(text) as Owner;
  } catch {
    return;
  }
  if (owner.host !== hostname()) {
    throw new UserError(`The run group is in use by process ${owner.pid} of another machine, ${owner.host}`, {
      file: path,
      hint: "If that process is gone, delete this file.",
    });
  }
  if (owner.boot === bootId() && isAlive(owner)) {
    throw new UserError(`The run group is in use by process ${owner.pid}`, {
      file: path,
      hint: "Wait for it, or stop it with Ctrl-C or `kill`.",
    });
  }
}

function isAlive({ pid, started }: Owner): boolean {
  if (started !== null) return processStart(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of two processes that find the same stale lock one may come late and hold the other's fresh one: it is put back. */
function removeStale(path: string, stale: string): void {
  const renamed = `${path}.${randomUUID()}`;
  try {
    renameSync(path, renamed);
  } catch {
    return;
  }
  if (read(renamed) !== stale) {
    try {
      linkSync(renamed, path);
    } catch {
      // A third process has it by now; the loser of this race finds out when it gives its lock back.
    }
  }
  rmSync(renamed, { force: true });
}
