import { Worker } from "node:worker_threads";

/** Shows that this process lives by touching a lock file now and then. */
export interface Heart {
  stop(): void;
}

/** What is to be touched: the file, as long as this is its text. */
interface Beating {
  path: string;
  text: string;
  every: number;
  onLost: () => void;
}

/** How long a thread without locks stays, in milliseconds: many preparations follow each other at once. */
const idleTime = 1_000;

/** One for all locks of this process: starting it takes longer than most locks are held. */
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let lastId = 0;
const beating = new Map<number, Beating>();

// A byte is written as it is: the file's time is then the file system's, where setting it would give it this machine's.
const source = `
const { closeSync, openSync, readFileSync, writeSync } = require("node:fs");
const { parentPort } = require("node:worker_threads");
const timers = new Map();
const touch = ({ id, path, text }) => {
  let file;
  try {
    file = openSync(path, "r+");
    if (readFileSync(file, "utf8") === text) writeSync(file, text.slice(0, 1), 0);
    else parentPort.postMessage(id);
  } catch {
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
parentPort.on("message", (lock) => {
  clearInterval(timers.get(lock.id));
  timers.delete(lock.id);
  if (lock.path === undefined) return;
  touch(lock);
  timers.set(lock.id, setInterval(touch, lock.every, lock));
});`;

/**
 * Touches the lock from a thread of its own, because a preparation may keep this one busy for minutes.
 * @param onLost called when another process has the lock
 */
export function startHeart(path: string, text: string, every: number, onLost: () => void): Heart {
  const id = ++lastId;
  beating.set(id, { path, text, every, onLost });
  clearTimeout(idle);
  thread ??= startThread();
  thread.postMessage({ id, path, text, every });
  return {
    stop() {
      if (!beating.delete(id)) return;
      thread?.postMessage({ id });
      if (beating.size > 0) return;
      clearTimeout(idle);
      idle = setTimeout(endThread, idleTime);
      idle.unref();
    },
  };
}

function startThread(): Worker {
  const worker = new Worker(source, { eval: true, execArgv: [] });
  // Without a heartbeat only processes on other machines see less well whether this one lives.
  worker.on("error", () => {
    if (thread === worker) thread = undefined;
  });
  worker.on("message", (id: number) => beating.get(id)?.onLost());
  worker.unref();
  return worker;
}

function endThread(): void {
  void thread?.terminate();
  thread = undefined;
}
