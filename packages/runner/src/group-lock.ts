import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { type HeldLock, type LockedByOther, lockHolder, tryLock, waitForLock } from "@mlebench/disk/lock";

const lockPath = (directory: string): string => join(directory, "lock");

/**
 * Takes a run group for this process. The lock of a process that is gone is taken over.
 * @param isScheduled whether the backend has a command for the time after the runs, which may be what has it
 * @throws UserError when another runner has it, or may have it on another machine
 */
export function lockRunGroup(directory: string, isScheduled = false): HeldLock {
  const path = lockPath(directory);
  const attempt = tryLock(path);
  if (attempt === undefined)
    throw new UserError("The run group's lock changes hands too fast", { file: path, hint: "Try again." });
  if ("release" in attempt) return attempt;
  throw inUse(attempt, path, isScheduled);
}

/**
 * Takes a run group when no other runner has it any more. One of another machine that shows no sign of life is gone.
 * @param onWait gets a line for people if there is another
 */
export function waitForRunGroup(directory: string, onWait: (line: string) => void): Promise<HeldLock> {
  return waitForLock(lockPath(directory), { onWait });
}

function inUse({ holder, isOnThisMachine }: LockedByOther, path: string, isScheduled: boolean): UserError {
  const [host, namespace] = holder.host.split(" ");
  if (isOnThisMachine)
    return new UserError(`The run group is in use by process ${holder.pid}`, {
      file: path,
      hint: "Wait for it, or stop it with Ctrl-C or `kill`.",
    });
  const place = namespace !== undefined && host === hostname() ? "container" : "machine";
  return new UserError(`The run group is in use by process ${holder.pid} of another ${place}, ${host}`, {
    file: path,
    hint: isScheduled
      ? "It may be the backend's job after the runs: wait for it. If that process is gone, delete this file."
      : "If that process is gone, delete this file.",
  });
}

/** True when a runner has the run group, or may have it on another machine. */
export function isRunGroupInUse(directory: string): boolean {
  try {
    return lockHolder(lockPath(directory)) !== undefined;
  } catch {
    return false;
  }
}
