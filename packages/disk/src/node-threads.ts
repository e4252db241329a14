import type { Worker, WorkerOptions } from "node:worker_threads";

/**
 * Node's threads, loaded when they are needed: most tables are read by one thread, and loading what others need takes
 * milliseconds of every start.
 */
export function nodeThreads(): typeof import("node:worker_threads") {
  return process.getBuiltinModule("node:worker_threads");
}

/**
 * Starts a thread with the main thread's limit of memory, which V8 would otherwise set far lower. It runs what is built,
 * also where the process runs sources.
 */
export function startThread(module: URL, options: WorkerOptions): Worker {
  const { heap_size_limit } = process.getBuiltinModule("node:v8").getHeapStatistics();
  const { Worker } = nodeThreads();
  return new Worker(module, {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(heap_size_limit / 2 ** 20) },
    ...options,
  });
}
