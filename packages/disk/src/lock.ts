import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { currentProcess, type ProcessIdentity, processStatus } from "./process-identity.js";

interface LockHolder extends ProcessIdentity {
  token: string;
  since: string;
}

interface SeenLock {
  text: string;
  holder: LockHolder | undefined;
  modified: number;
}

const beat = 5_000;

export interface LockOptions {
  /** Called once, with a line for people, when somebody else holds the lock. */
  onWait?: (line: string) => void;
  /** How often to look again, in milliseconds. @default 200 */
  poll?: number;
  /** How long a holder on another machine may show no sign of life, in milliseconds. @default 60000 */
  silence?: number;
}

/**
 * Runs `work` while holding the lock file `path`, waiting for its current holder. A lock of a dead process
 * is taken over; one of another machine or container, where pids mean nothing, when its file has not been
 * touched for a minute. Its directory must exist.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const text = await acquire(path, options);
  const heart = startHeart(path);
  try {
    return await work();
  } finally {
    if (see(path)?.text === text) rmSync(path, { force: true });
    await heart.terminate();
  }
}

async function acquire(path: string, { onWait, poll = 200, silence = 60_000 }: LockOptions): Promise<string> {
  const own = currentProcess();
  const claim: LockHolder = { ...own, token: randomUUID(), since: new Date().toISOString() };
  const text = `${JSON.stringify(claim)}\n`;
  let watched = { key: "", since: 0 };
  let isReported = false;
  for (;;) {
    if (tryToCreate(path, text)) return text;
    const seen = see(path);
    if (seen === undefined) continue;

    const key = `${seen.modified} ${seen.text}`;
    if (key !== watched.key) watched = { key, since: performance.now() };
    if (isAbandoned(seen, own, performance.now() - watched.since, silence)) {
      breakStaleLock(path, seen.text);
      continue;
    }
    if (!isReported && seen.holder !== undefined) {
      const { pid, host, since } = seen.holder;
      onWait?.(
        `Waiting for process ${pid} on ${host.split(" ")[0]}, which has held the lock since ${since}. If it is no longer running, delete ${path}.`,
      );
      isReported = true;
    }
    await sleep(poll);
  }
}

function tryToCreate(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function see(path: string): SeenLock | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return { text, holder: parseHolder(text), modified: statSync(path).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    const usable = typeof value?.pid === "number" && typeof value.host === "string";
    return usable ? ({ started: null, ...value } as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

function isAbandoned(seen: SeenLock, own: ProcessIdentity, unchanged: number, silence: number): boolean {
  // A file without a holder: its writer died between creating and filling it.
  if (seen.holder === undefined) return unchanged > Math.min(silence, beat);
  const life = processStatus(seen.holder, own);
  return life === "dead" || (life === "unknown" && unchanged > silence);
}

/** Removes an abandoned lock, unless another process has replaced it meanwhile: then the new lock is restored. */
function breakStaleLock(path: string, expected: string): void {
  if (see(path)?.text !== expected) return;
  const stale = `${path}.stale-${randomUUID()}`;
  try {
    renameSync(path, stale);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    if (readFileSync(stale, "utf8") !== expected) linkSync(stale, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(stale, { force: true });
  }
}

/** Touches the lock from a thread of its own, because a preparation may keep this one busy for minutes. */
function startHeart(path: string): Worker {
  const source = `
    const { utimesSync } = require("node:fs");
    const { workerData } = require("node:worker_threads");
    setInterval(() => {
      try { utimesSync(workerData.path, new Date(), new Date()); } catch {}
    }, workerData.beat);`;
  const heart = new Worker(source, { eval: true, execArgv: [], workerData: { path, beat } });
  // Without a heartbeat only processes on other machines see less well whether this one lives.
  heart.on("error", () => {});
  heart.unref();
  return heart;
}
