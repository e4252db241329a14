import { UsageError } from "@mlebench/core";
import { availableCpus, availableMemory } from "./machine-limits.js";

/**
 * What the threads of a pool share, see `mapInThreads`: how many threads the process may have at work, and how many of
 * the pool's are at it.
 */
export interface PoolShare {
  threads: number;
  memory: number;
  /** One 32-bit integer: threads of the pool that have a task. */
  atWork: SharedArrayBuffer;
}

/** What a thread of a pool is started with. */
export interface PoolThreadData {
  setup: unknown;
  share: PoolShare;
}

/** Where a thread of a pool keeps its share: this module can be there in several copies. */
const place = Symbol.for("mlebench.poolShare");
const kept = globalThis as { [place]?: PoolShare };

/** Called by a thread of a pool when it starts. */
export function keepShare(share: PoolShare): void {
  kept[place] = share;
}

function ownShare(): PoolShare | undefined {
  return kept[place];
}

/** How many of the pool's threads share the machine at the moment; 1 outside of a pool. */
const sharers = ({ atWork }: PoolShare): number => Math.max(1, Atomics.load(new Int32Array(atWork), 0));

/**
 * Threads that may work at once on what the calling thread does, itself included: the CPUs that the process may use,
 * or fewer by the environment variable `MLEBENCH_THREADS`. The threads of a pool divide them among those at work, so
 * that the last of several preparations has them all.
 * @throws UsageError for a value of the variable that is no positive integer
 */
export function threadShare(): number {
  const share = ownShare();
  return share === undefined ? processThreads() : Math.max(1, Math.floor(share.threads / sharers(share)));
}

/** Found once: finding it reads several files, which takes longer than reading a small table does. */
let processMemory: number | undefined;

/** Bytes of memory that what the calling thread does may take: what the process may use, divided as threads are. */
export function memoryShare(): number {
  const share = ownShare();
  if (share !== undefined) return Math.floor(share.memory / sharers(share));
  processMemory ??= availableMemory();
  return processMemory;
}

/** What a pool that the calling thread starts has to share: no more than the calling thread has itself. */
export function poolShare(): PoolShare {
  return { threads: threadShare(), memory: memoryShare(), atWork: new SharedArrayBuffer(4) };
}

function processThreads(): number {
  const text = process.env.MLEBENCH_THREADS;
  if (text === undefined || text === "") return availableCpus();
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UsageError(`Invalid value of \`MLEBENCH_THREADS\`: \`${text}\``, {
      expected: "a number of threads from 1 to 9999",
    });
  return Number(text);
}
