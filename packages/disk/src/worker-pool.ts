import type { Worker } from "node:worker_threads";
import { nodeThreads, startThread } from "./node-threads.js";
import { settleCompiler } from "./settle-compiler.js";
import { keepShare, type PoolThreadData, poolShare } from "./thread-share.js";

export { memoryShare, threadShare } from "./thread-share.js";

export interface ThreadOptions<Task, Result> {
  /** Module that calls {@link serveThread}. */
  worker: URL;
  /** What {@link serveThread}'s function gets as its setup; must survive a structured clone. */
  setup: unknown;
  /** How many threads there are at most; at least 1. */
  jobs: number;
  /** What the thread reported while it worked on a task. */
  onEvent?: (event: unknown, task: Task) => void;
  onDone?: (done: number, total: number) => void;
  /** Each result as soon as it is there. */
  onResult?: (result: Result, task: Task) => void;
  /** Longest time of a task in milliseconds; its thread is ended then. @default no limit */
  taskTimeout?: number;
  /** Ends all threads; what is not done comes to {@link onWorkerCrash}. */
  signal?: AbortSignal;
  /**
   * What a task comes to when its thread broke down over it, exceeded {@link taskTimeout}, or was ended by {@link signal}.
   * The other tasks go on in a new thread.
   */
  onWorkerCrash: (task: Task, reason: string, isTimeout: boolean) => Result;
}

/** What a thread is sent: a task, or nothing when there are no more and it is to end. */
type Message<Task> = { type: "task"; task: Task } | { type: "end" };

type Answer<Result> = { type: "event"; event: unknown } | { type: "result"; result: Result };

/**
 * Works on tasks in threads, each thread on one at a time.
 * @param tasks must survive a structured clone, as results must
 * @returns results in the order of the tasks
 */
export function mapInThreads<Task, Result>(
  tasks: readonly Task[],
  options: ThreadOptions<Task, Result>,
): Promise<Result[]> {
  const results = new Array<Result>(tasks.length);
  let next = 0;
  let done = 0;
  if (tasks.length === 0) return Promise.resolve(results);
  const share = poolShare();
  const atWork = new Int32Array(share.atWork);

  return new Promise((finish) => {
    const settle = (index: number, result: Result): void => {
      results[index] = result;
      done += 1;
      options.onResult?.(result, tasks[index]);
      options.onDone?.(done, tasks.length);
      if (done < tasks.length) return;
      options.signal?.removeEventListener("abort", endAll);
      finish(results);
    };

    const interruptions = new Set<() => void>();
    const endAll = (): void => {
      const first = next;
      next = tasks.length;
      for (const interrupt of interruptions) interrupt();
      for (let index = first; index < tasks.length; index++)
        settle(index, options.onWorkerCrash(tasks[index], interruption, false));
    };
    if (options.signal?.aborted) {
      endAll();
      return;
    }
    options.signal?.addEventListener("abort", endAll);

    const addThread = (): void => {
      const data: PoolThreadData = { setup: options.setup, share };
      const thread = startThread(options.worker, { workerData: data });
      let current: number | undefined;
      let reason = "its thread ended";
      let isTimeout = false;
      let isLate = false;
      let clock: NodeJS.Timeout | undefined;
      const end = (why: string): void => {
        isLate = true;
        reason = why;
        void thread.terminate();
      };
      const interrupt = (): void => end(interruption);
      interruptions.add(interrupt);
      const endLate = (): void => {
        isTimeout = true;
        end("it took too long");
      };
      const giveTask = (): void => {
        if (current !== undefined) Atomics.sub(atWork, 0, 1);
        current = next < tasks.length ? next++ : undefined;
        if (current !== undefined) Atomics.add(atWork, 0, 1);
        clearTimeout(clock);
        if (current !== undefined && options.taskTimeout !== undefined)
          clock = setTimeout(endLate, Math.min(options.taskTimeout, 2 ** 31 - 1));
        const message: Message<Task> =
          current === undefined ? { type: "end" } : { type: "task", task: tasks[current] };
        thread.postMessage(message);
        if (current === undefined) endAtLast(thread);
      };
      thread.on("message", (answer: Answer<Result>) => {
        if (current === undefined) return;
        if (answer.type === "event") {
          options.onEvent?.(answer.event, tasks[current]);
          return;
        }
        // A result that came while the thread was being ended is too late: its exit settles the task.
        if (isLate) return;
        settle(current, answer.result);
        giveTask();
      });
      thread.on("error", (error) => {
        reason = String(error);
      });
      thread.on("exit", () => {
        clearTimeout(clock);
        interruptions.delete(interrupt);
        if (current === undefined) return;
        Atomics.sub(atWork, 0, 1);
        settle(current, options.onWorkerCrash(tasks[current], reason, isTimeout));
        if (next < tasks.length) addThread();
      });
      giveTask();
    };

    for (let i = 0; i < Math.min(options.jobs, tasks.length); i++) addThread();
  });
}

const interruption = "it was interrupted";

const patienceMilliseconds = 5_000;

/** Ends a thread that was asked to end and is still busy with a task. */
function endAtLast(thread: Worker): void {
  const clock = setTimeout(() => void thread.terminate(), patienceMilliseconds);
  thread.once("exit", () => clearTimeout(clock));
}

/** The other end of {@link mapInThreads}: what a thread does with each task. */
export function serveThread<Setup, Task, Result>(
  work: (setup: Setup, task: Task, emit: (event: unknown) => void) => Promise<Result>,
): void {
  const { parentPort, workerData } = nodeThreads();
  const post = (answer: Answer<Result>): void => parentPort?.postMessage(answer);
  const { setup, share } = workerData as PoolThreadData;
  keepShare(share);
  // A thread that is terminated from outside could hang, with the entire process, as the main thread could.
  process.once("exit", settleCompiler);
  parentPort?.on("message", async (message: Message<Task>) => {
    if (message.type === "end") process.exit();
    const result = await work(setup as Setup, message.task, (event) => post({ type: "event", event }));
    post({ type: "result", result });
  });
}

/**
 * Where a thread's module is: threads run JavaScript, so a package that runs from its TypeScript sources starts the
 * built one.
 * @param moduleUrl `import.meta.url` of a module directly in a package's `src/` or `dist/`
 */
export function threadUrl(name: string, moduleUrl: string): URL {
  return new URL(moduleUrl.endsWith(".ts") ? `../dist/${name}.js` : `./${name}.js`, moduleUrl);
}
