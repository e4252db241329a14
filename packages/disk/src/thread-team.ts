import { existsSync, readlinkSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import { UserError } from "@mlebench/core";
import { nodeThreads, startThread } from "./node-threads.js";
import { settleCompiler } from "./settle-compiler.js";

export interface ThreadTeamOptions<Setup, Result> {
  /** Module that calls {@link serveThreadTeam}. */
  worker: URL;
  /** What the function of {@link serveThreadTeam} gets; must survive a structured clone. Shared memory is shared. */
  setup: Setup;
  /** How many threads work, the calling one included; with 1, no other thread is started. */
  threads: number;
  /** What the calling thread does with a unit of work; the same as the other threads do. */
  work: (unit: number) => Result;
  /** Each result, in the calling thread, in no particular order. Results of other threads are structured clones. */
  onResult: (result: Result, unit: number) => void;
}

/** Threads that divide numbered units of work among them. */
export interface ThreadTeam {
  /** Makes the next `count` units available to all threads. */
  offer(count: number): void;
  /**
   * Works on units that were offered, in the calling thread too, until all below `end` are done.
   * @throws what went wrong in any thread
   */
  finish(end: number): void;
}

/** What the threads share: 32-bit integers that are only changed atomically. */
const control = {
  /** Units that may be worked on: those below. */
  offered: 0,
  /** The first unit that no thread has taken. */
  next: 1,
  /** Counts results that were posted. */
  posted: 2,
  /** 1 once the threads are to end. */
  over: 3,
  /**
   * From here on two for each helper: its thread's ID in the operating system, and what it does: 0 nothing, -1 taking a
   * unit, else the unit that it works on plus 1.
   */
  helpers: 4,
} as const;

interface HelperData {
  team: { shared: SharedArrayBuffer; index: number; port: MessagePort; setup: unknown };
}

type Answer = { unit: number; result: unknown } | { unit: number; error: ThrownError };

/** What is left of an error after a structured clone. */
interface ThrownError {
  message: string;
  stack?: string;
  code?: unknown;
  syscall?: unknown;
  path?: unknown;
}

interface Helper {
  port: MessagePort;
  ended: boolean;
}

/** Where a thread does not say whether it still runs, so many milliseconds without any result mean that it does not. */
const patienceMilliseconds = 600_000;
const lookMilliseconds = 1_000;

/**
 * Calls `use` with a team of threads that ends with it: fork and join for work that keeps a CPU busy, without the event
 * loop, so that synchronous code can have it. The calling thread works too and may be any thread; where others do not
 * start, it does everything. When this returns or throws, no thread of the team does anything any more. None keeps the
 * process alive or outlives the calling thread. Starting a thread costs some 30 ms and 10 MB: do not use it for small input.
 * @throws what went wrong in any thread; UserError when a thread ended over its work, as when memory ran out
 */
export function withThreadTeam<Setup, Result, Value>(
  options: ThreadTeamOptions<Setup, Result>,
  use: (team: ThreadTeam) => Value,
): Value {
  const count = Math.max(0, options.threads - 1);
  const shared = new Int32Array(new SharedArrayBuffer(4 * (control.helpers + 2 * count)));
  const helpers = Array.from({ length: count }, (_, index) => startHelper(options, shared, index));
  const team = new Team(options, shared, helpers);
  try {
    return use(team);
  } finally {
    team.end();
  }
}

function startHelper<Setup, Result>(
  { worker, setup }: ThreadTeamOptions<Setup, Result>,
  shared: Int32Array<SharedArrayBuffer>,
  index: number,
): Helper {
  const { port1, port2 } = new (nodeThreads().MessageChannel)();
  const data: HelperData = { team: { shared: shared.buffer, index, port: port2, setup } };
  const thread = startThread(worker, { workerData: data, transferList: [port2] });
  const helper: Helper = { port: port1, ended: false };
  thread.unref();
  // The calling thread mostly waits without its event loop, and sees for itself what became of the helper.
  thread.on("error", () => {});
  thread.on("exit", () => {
    helper.ended = true;
  });
  return helper;
}

class Team<Setup, Result> implements ThreadTeam {
  /** All units below this one are done, and those after it in {@link done}. */
  private frontier = 0;
  private readonly done = new Set<number>();

  constructor(
    private readonly options: ThreadTeamOptions<Setup, Result>,
    private readonly shared: Int32Array<SharedArrayBuffer>,
    private readonly helpers: readonly Helper[],
  ) {}

  offer(count: number): void {
    Atomics.add(this.shared, control.offered, count);
    Atomics.notify(this.shared, control.offered);
  }

  finish(end: number): void {
    const { shared } = this;
    let quietSince = performance.now();
    while (this.frontier < end) {
      const posted = Atomics.load(shared, control.posted);
      if (this.receive()) quietSince = performance.now();
      if (this.frontier >= end) return;
      const unit = takeUnit(shared, end);
      if (unit !== undefined) {
        this.settle(unit, this.options.work(unit));
        quietSince = performance.now();
        continue;
      }
      Atomics.wait(shared, control.posted, posted, lookMilliseconds);
      const quiet = performance.now() - quietSince;
      if (quiet >= lookMilliseconds) this.requireHelpers(quiet);
    }
  }

  /** Lets the helpers end, and waits for those that are at work. */
  end(): void {
    const { shared } = this;
    const began = performance.now();
    Atomics.store(shared, control.over, 1);
    Atomics.notify(shared, control.offered);
    for (const [index, { ended, port }] of this.helpers.entries()) {
      const at = control.helpers + 2 * index;
      for (;;) {
        const posted = Atomics.load(shared, control.posted);
        if (ended || Atomics.load(shared, at + 1) === 0) break;
        const waited = performance.now() - began;
        if (!(isRunning(Atomics.load(shared, at)) ?? waited < patienceMilliseconds)) break;
        Atomics.wait(shared, control.posted, posted, lookMilliseconds);
      }
      port.close();
    }
  }

  /** Takes what helpers have posted. @returns whether there was anything */
  private receive(): boolean {
    let any = false;
    for (const { port } of this.helpers) {
      for (;;) {
        const received = nodeThreads().receiveMessageOnPort(port) as { message: Answer } | undefined;
        if (received === undefined) break;
        any = true;
        const { message } = received;
        if ("error" in message) throw Object.assign(new Error(message.error.message), message.error);
        this.settle(message.unit, message.result as Result);
      }
    }
    return any;
  }

  private settle(unit: number, result: Result): void {
    this.options.onResult(result, unit);
    this.done.add(unit);
    while (this.done.delete(this.frontier)) this.frontier++;
  }

  /** @throws UserError when a helper does not run any more and has not posted what it worked on */
  private requireHelpers(quietMilliseconds: number): void {
    for (const [index, { ended }] of this.helpers.entries()) {
      const at = control.helpers + 2 * index;
      const unit = Atomics.load(this.shared, at + 1) - 1;
      if (unit < 0 || this.isDone(unit)) continue;
      const running = ended ? false : isRunning(Atomics.load(this.shared, at));
      if (running ?? quietMilliseconds < patienceMilliseconds) continue;
      // It may have posted the result between the last look and its end.
      this.receive();
      if (this.isDone(unit)) continue;
      throw new UserError("A worker thread ended before its work was done", {
        hint: "It may have run out of memory. Set `MLEBENCH_THREADS=1` to work without threads.",
      });
    }
  }

  private isDone(unit: number): boolean {
    return unit < this.frontier || this.done.has(unit);
  }
}

/** The next unit below `end` that was offered and not taken. */
function takeUnit(shared: Int32Array, end: number): number | undefined {
  for (;;) {
    const next = Atomics.load(shared, control.next);
    if (next >= Math.min(end, Atomics.load(shared, control.offered))) return undefined;
    if (Atomics.compareExchange(shared, control.next, next, next + 1) === next) return next;
  }
}

/**
 * The other end of {@link withThreadTeam}: what a helper does with each unit.
 * @param start called once, with the team's setup
 */
export function serveThreadTeam<Setup, Result>(start: (setup: Setup) => (unit: number) => Result): void {
  // A thread that is terminated from outside could hang, with the entire process, as the main thread could.
  process.once("exit", settleCompiler);
  const { index, port, setup, ...team } = (nodeThreads().workerData as HelperData).team;
  const shared = new Int32Array(team.shared);
  const at = control.helpers + 2 * index;
  Atomics.store(shared, at, systemThreadId());
  let work: ((unit: number) => Result) | undefined;
  for (;;) {
    const offered = Atomics.load(shared, control.offered);
    Atomics.store(shared, at + 1, -1);
    const isOver = Atomics.load(shared, control.over) === 1;
    const unit = isOver ? undefined : takeUnit(shared, Number.POSITIVE_INFINITY);
    if (isOver) break;
    if (unit === undefined) {
      Atomics.store(shared, at + 1, 0);
      // A calling thread that ends the team meanwhile waits for this one.
      Atomics.notify(shared, control.posted);
      Atomics.wait(shared, control.offered, offered, lookMilliseconds);
      continue;
    }
    Atomics.store(shared, at + 1, unit + 1);
    let answer: Answer;
    try {
      work ??= start(setup as Setup);
      answer = { unit, result: work(unit) };
    } catch (error) {
      answer = { unit, error: thrown(error) };
    }
    post(port, answer);
    Atomics.store(shared, at + 1, 0);
    Atomics.add(shared, control.posted, 1);
    Atomics.notify(shared, control.posted);
  }
  Atomics.store(shared, at + 1, 0);
  Atomics.notify(shared, control.posted);
  port.close();
}

function post(port: MessagePort, answer: Answer): void {
  try {
    port.postMessage(answer);
  } catch (error) {
    // A result that cannot be cloned.
    port.postMessage({ unit: answer.unit, error: thrown(error) } satisfies Answer);
  }
}

function thrown(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, code, syscall, path } = error as NodeJS.ErrnoException;
  const system = code === undefined ? {} : { code, syscall, path };
  return { message, stack, ...system };
}

/** The ID of the calling thread in the operating system; 0 where it does not say. */
function systemThreadId(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1)) || 0;
  } catch {
    return 0;
  }
}

/** Whether a thread of this process runs; undefined where the system does not say. */
function isRunning(id: number): boolean | undefined {
  return id === 0 ? undefined : existsSync(`/proc/self/task/${id}`);
}
