import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryName } from "./atomic-file.js";
import { type Heart, startHeart } from "./lock-heart.js";
import { currentProcess, type ProcessIdentity, processStatus } from "./process-identity.js";

export interface LockHolder extends ProcessIdentity {
  token: string;
  since: string;
  /** Touches the file now and then: where that ends, so has the process. A lock of an earlier version may not. */
  beats?: true;
}

interface SeenLock {
  text: string;
  holder: LockHolder | undefined;
  modified: number;
}

const beat = 5_000;
/** Nobody waits for a lock that is tried, so that it may show more rarely that its holder lives. */
const rareBeat = 30_000;

/** How long a holder of {@link tryLock} on another machine may show no sign of life, in milliseconds. */
export const maxSilence = 5 * 60_000;

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
  const text = newClaim(currentProcess());
  await acquire(path, () => tryToCreate(path, text), options);
  const heart = startHeart(path, text, beat, () => undefined);
  try {
    return await work();
  } finally {
    releaseLock(path, text);
    heart.stop();
  }
}

async function acquire(
  path: string,
  take: () => boolean,
  {
    onWait,
    poll = 200,
    silence = 60_000,
    mayJudge = () => true,
  }: LockOptions & { mayJudge?: (holder: LockHolder) => boolean },
): Promise<void> {
  const own = currentProcess();
  let watched = { key: "", since: 0 };
  let isReported = false;
  for (;;) {
    if (take()) return;
    const seen = see(path);
    if (seen === undefined) continue;

    const key = `${seen.modified} ${seen.text}`;
    if (key !== watched.key) watched = { key, since: performance.now() };
    const patience = seen.holder === undefined || mayJudge(seen.holder) ? silence : Number.POSITIVE_INFINITY;
    if (isAbandoned(seen, own, performance.now() - watched.since, patience)) {
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

export interface LockedByOther {
  readonly holder: LockHolder;
  readonly isOnThisMachine: boolean;
  /** How long a holder on another machine has shown no sign of life, in milliseconds; undefined for one that shows none. */
  readonly silent?: number;
}

/** A lock that this process has, or had. */
export interface HeldLock {
  release(): void;
  /**
   * Whether this process still has the lock: to be asked before what nobody else may do. Another process may have taken
   * it over when this one was stopped for long, as by SIGSTOP or a laptop that slept.
   */
  isHeld(): boolean;
}

/** How a lock is held. */
export interface HoldingOptions {
  /** Called once, when another process turns out to have taken the lock over. */
  onLost?: () => void;
  /** How often the holder shows that it lives, in milliseconds. @default 30000 */
  beat?: number;
}

/**
 * Takes the lock file `path` at once or not at all. A lock of a dead process is taken over; one of another machine or
 * container, where pids mean nothing, when its holder has shown no sign of life for minutes. Its directory must exist.
 * @returns undefined when the lock changes hands too fast
 */
export function tryLock(
  path: string,
  { silence = maxSilence, ...holding }: HoldingOptions & { silence?: number } = {},
): HeldLock | LockedByOther | undefined {
  const claim = newClaim(currentProcess(), { beats: true });
  for (let attempt = 0; attempt < 20; attempt++) {
    if (tryToTake(path, claim)) return holdLock(path, claim, holding);
    const seen = see(path);
    if (seen === undefined) continue;
    const other = livingHolder(seen, path, silence);
    if (other !== undefined) return other;
    breakStaleLock(path, seen.text);
  }
  return undefined;
}

/**
 * Takes the lock of {@link tryLock}, waiting for its current holder. One of another machine is taken over when it has shown
 * no sign of life for a while, if it is of a version that does.
 */
export async function waitForLock(
  path: string,
  { poll = 2_000, silence = maxSilence, onLost, beat: every, ...options }: LockOptions & HoldingOptions = {},
): Promise<HeldLock> {
  const claim = newClaim(currentProcess(), { beats: true });
  // The claim has a file of its own, which is not made at each look.
  const take = (): boolean => see(path) === undefined && tryToTake(path, claim);
  await acquire(path, take, { ...options, poll, silence, mayJudge: ({ beats }) => beats === true });
  return holdLock(path, claim, { onLost, beat: every });
}

/** The file is complete under its name from the start: nobody may take it for the rest of a writer that died. */
function tryToTake(path: string, claim: string): boolean {
  const whole = `${path}.${randomUUID()}`;
  writeFileSync(whole, claim, { mode: 0o644 });
  try {
    if (!tryToLink(whole, path)) return false;
    removeLeftovers(path, whole);
    return true;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Who holds the lock of {@link tryLock}; undefined when nobody does, or a dead process. */
export function lockHolder(path: string, silence: number = maxSilence): LockedByOther | undefined {
  const seen = see(path);
  return seen && livingHolder(seen, path, silence);
}

function livingHolder(
  { holder, modified }: SeenLock,
  path: string,
  silence: number,
): LockedByOther | undefined {
  const status = holder === undefined ? "dead" : processStatus(holder);
  if (holder === undefined || status === "dead") return undefined;
  const time = status === "unknown" && holder.beats === true ? fileSystemTime(path) : undefined;
  if (time === undefined) return { holder, isOnThisMachine: status === "alive" };
  const silent = Math.max(0, time - modified);
  return silent > silence ? undefined : { holder, isOnThisMachine: false, silent };
}

/** The clock of the file system of `path`, which on a shared one may differ from this machine's; undefined if it cannot be read. */
function fileSystemTime(path: string): number | undefined {
  const file = temporaryName(path);
  try {
    writeFileSync(file, "");
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}

/** Shows that this process lives, until the lock is released or another process has it. */
function holdLock(
  path: string,
  text: string,
  { beat: every = rareBeat, onLost = () => undefined }: HoldingOptions,
): HeldLock {
  let isOver = false;
  let heart: Heart | undefined;
  const end = (): void => {
    isOver = true;
    clearTimeout(first);
    heart?.stop();
  };
  const lose = (): void => {
    if (isOver) return;
    end();
    onLost();
  };
  // Most holders of a moment need no heart.
  const first = setTimeout(() => {
    heart = startHeart(path, text, every, lose);
  }, every);
  first.unref();
  return {
    release() {
      end();
      releaseLock(path, text);
    },
    isHeld() {
      if (isOver) return false;
      if (hasLock(path, text)) return true;
      lose();
      return false;
    },
  };
}

/** Puts the lock back if somebody has deleted it, unless another process has it. */
function hasLock(path: string, text: string): boolean {
  const seen = see(path);
  if (seen !== undefined) return seen.text === text;
  return tryToTake(path, text) || see(path)?.text === text;
}

function newClaim(own: ProcessIdentity, { beats }: Pick<LockHolder, "beats"> = {}): string {
  const since = new Date().toISOString();
  const claim: LockHolder = { ...own, token: randomUUID(), since, ...(beats && { beats }) };
  return `${JSON.stringify(claim)}\n`;
}

function releaseLock(path: string, text: string): void {
  if (see(path)?.text === text) rmSync(path, { force: true });
}

function tryToLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes what processes left that were killed while they took the lock; one that takes it now has just begun. */
function removeLeftovers(path: string, own: string): void {
  // As the file system's clock has it: on a shared one, that of this machine may be another.
  const now = statSync(own).mtimeMs;
  for (const name of readdirSync(dirname(path))) {
    const leftover = join(dirname(path), name);
    if (!name.startsWith(`${basename(path)}.`) || leftover === own) continue;
    if (!/\.(stale-)?[0-9a-f-]{36}$/.test(name)) continue;
    const modified = statSync(leftover, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (now - modified > 60_000) rmSync(leftover, { force: true });
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
    if (typeof value?.pid !== "number" || typeof value.host !== "string") return undefined;
    // Run groups' locks had a nonce in place of the token before 1.0, and their hosts no pid namespace.
    const isOld = value.token === undefined && value.host === hostname();
    const host = isOld ? currentProcess().host : value.host;
    return { started: null, ...value, host } as LockHolder;
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
