import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { type LockedByOther, lockHolder, tryLock } from "@mlebench/disk/lock";

const lockPath = (directory: string): string => join(directory, "lock");

/**
 * Takes a run group for this process. The lock of a process that is gone is taken over.
 * @returns gives the group back
 * @throws UserError when another runner has it, or may have it on another machine
 */
export function lockRunGroup(directory: string): () => void {
  const path = lockPath(directory);
  const attempt = tryLock(path);
  if (attempt === undefined)
    throw new UserError("The run group's lock changes hands too fast", { file: path, hint: "Try again." });
  if ("release" in attempt) return attempt.release;
  throw inUse(attempt, path);
}

function inUse({ holder, isOnThisMachine }: LockedByOther, path: string): UserError {
  const [host, namespace] = holder.host.split(" ");
  if (isOnThisMachine)
    return new UserError(`The run group is in use by process ${holder.pid}`, {
      file: path,
      hint: "Wait for it, or stop it with Ctrl-C or `kill`.",
    });
  const place = namespace !== undefined && host === hostname() ? "container" : "machine";
  return new UserError(`The run group is in use by process ${holder.pid} of another ${place}, ${host}`, {
    file: path,
    hint: "If that process is gone, delete this file.",
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
