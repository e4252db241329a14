import {
  chmod,
  chmodSync,
  link,
  linkSync,
  lstat,
  lstatSync,
  mkdir,
  mkdirSync,
  realpath,
  realpathSync,
  rename,
  renameSync,
  type Stats,
  stat,
  statSync,
  unlink,
  unlinkSync,
} from "node:fs";
import { promisify } from "node:util";

/** Calls of the file system to be awaited. */
export interface FileCalls {
  chmod(path: string, mode: number): Promise<void> | void;
  link(from: string, to: string): Promise<void> | void;
  lstat(path: string): Promise<Stats> | Stats;
  /** Makes a directory and those above it. */
  makeDirectory(path: string): Promise<unknown> | unknown;
  realpath(path: string): Promise<string> | string;
  rename(from: string, to: string): Promise<void> | void;
  stat(path: string): Promise<Stats> | Stats;
  unlink(path: string): Promise<void> | void;
}

/** So many calls are timed together. */
const sample = 100;
/** A disk of this machine takes some microseconds, one behind a network a millisecond. */
const slowMilliseconds = 0.1;
/** So many calls of a slow file system are made by other threads before one is tried here again. */
const handedOver = 5000;

/**
 * Makes calls for many files. While the file system answers quickly, a call is made at once: handing it over to another
 * thread takes several times as long as the call. Otherwise other threads make it, so that several are under way. Work
 * that goes on for long has to let the event loop have its turn, see `pauses`.
 * @param clock milliseconds
 */
export function createFileCalls(clock: () => number = () => performance.now()): FileCalls {
  let [calls, milliseconds, toHandOver] = [0, 0, 0];

  const note = (taken: number): void => {
    calls += 1;
    milliseconds += taken;
    if (calls < sample) return;
    if (milliseconds > slowMilliseconds * sample) toHandOver = handedOver;
    [calls, milliseconds] = [0, 0];
  };

  const either =
    <Parameters extends unknown[], Result>(
      here: (...parameters: Parameters) => Result,
      elsewhere: (...parameters: Parameters) => Promise<Result>,
    ) =>
    (...parameters: Parameters): Result | Promise<Result> => {
      if (toHandOver > 0) {
        toHandOver -= 1;
        return elsewhere(...parameters);
      }
      const began = clock();
      try {
        return here(...parameters);
      } finally {
        note(clock() - began);
      }
    };

  // Callbacks, promisified: faster than node:fs/promises.
  return {
    chmod: either(chmodSync, promisify(chmod)),
    link: either(linkSync, promisify(link)),
    lstat: either((path: string) => lstatSync(path), promisify(lstat) as (path: string) => Promise<Stats>),
    makeDirectory: either(
      (path: string) => mkdirSync(path, { recursive: true }),
      (path: string) => promisify(mkdir)(path, { recursive: true }) as Promise<string | undefined>,
    ),
    realpath: either(
      (path: string) => realpathSync(path),
      promisify(realpath) as (path: string) => Promise<string>,
    ),
    rename: either(renameSync, promisify(rename)),
    stat: either((path: string) => statSync(path), promisify(stat) as (path: string) => Promise<Stats>),
    unlink: either(unlinkSync, promisify(unlink)),
  };
}
