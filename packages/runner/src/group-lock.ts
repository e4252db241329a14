import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { formatDuration } from "@mlebench/disk";
import {
  type HeldLock,
  type LockedByOther,
  lockHolder,
  maxSilence,
  tryLock,
  waitForLock,
} from "@mlebench/disk/lock";

const lockPath = (directory: string): string => join(directory, "lock");

/** A run group that this process has. */
export interface RunGroupLock extends HeldLock {
  /** Aborted when another process turns out to have the group: this one was stopped for minutes. */
  readonly lost: AbortSignal;
  /** To be called before anything of the group is written. @throws UserError when another process has it */
  assertHeld(): void;
}

/**
 * Takes a run group for this process. The lock of a process that is gone is taken over, as is that of one on another
 * machine that has shown no sign of life for minutes.
 * @param isScheduled whether the backend has a command for the time after the runs, which may be what has it
 * @throws UserError when another runner has it, or may have it on another machine
 */
export function lockRunGroup(directory: string, isScheduled = false): RunGroupLock {
  const path = lockPath(directory);
  const lost = new AbortController();
  const attempt = tryLock(path, { onLost: () => lost.abort() });
  if (attempt === undefined)
    throw new UserError("The run group's lock changes hands too fast", { file: path, hint: "Try again." });
  if ("release" in attempt) return groupLock(attempt, lost.signal, path);
  throw inUse(attempt, path, isScheduled);
}

/**
 * Takes a run group when no other runner has it any more. One of another machine that shows no sign of life is gone.
 * @param onWait gets a line for people if there is another
 */
export async function waitForRunGroup(
  directory: string,
  onWait: (line: string) => void,
): Promise<RunGroupLock> {
  const path = lockPath(directory);
  const lost = new AbortController();
  return groupLock(await waitForLock(path, { onWait, onLost: () => lost.abort() }), lost.signal, path);
}

function groupLock(held: HeldLock, lost: AbortSignal, path: string): RunGroupLock {
  return {
    ...held,
    lost,
    assertHeld() {
      if (!held.isHeld()) throw takenOver(path);
    },
  };
}

function inUse(
  { holder, isOnThisMachine, silent }: LockedByOther,
  path: string,
  isScheduled: boolean,
): UserError {
  if (isOnThisMachine)
    return new UserError(`The run group is in use by process ${holder.pid}`, {
      file: path,
      hint: "Wait for it, or stop it with Ctrl-C or `kill`.",
    });
  return new UserError(`The run group is in use by ${processText(holder)}`, {
    file: path,
    hint: [
      isScheduled
        ? "It may be the backend's job after the runs: wait for it."
        : "Wait for it, or stop it there.",
      silent === undefined
        ? "If that process is gone, delete this file."
        : `Its last sign of life was ${formatDuration(silent / 1000)} ago; after ${formatDuration(maxSilence / 1000)}, the run group is free.`,
    ].join(" "),
  });
}

function takenOver(path: string): UserError {
  const other = lockHolder(path);
  const by = other === undefined ? "another process" : processText(other.holder);
  return new UserError(`The run group was taken over by ${by}`, {
    file: path,
    hint: `This process had shown no sign of life for ${formatDuration(maxSilence / 1000)}, and writes nothing more.`,
  });
}

function processText({ pid, host: both }: LockedByOther["holder"]): string {
  const [host, namespace] = both.split(" ");
  const place = namespace !== undefined && host === hostname() ? "container" : "machine";
  return `process ${pid} of another ${place}, ${host}`;
}

/** True when a runner has the run group, or may have it on another machine. */
export function isRunGroupInUse(directory: string): boolean {
  try {
    return lockHolder(lockPath(directory)) !== undefined;
  } catch {
    return false;
  }
}
