import { describe, expect, test } from "vitest";
import { mapInThreads } from "../src/worker-pool.js";

const worker = new URL("./fixtures/worker.mjs", import.meta.url);

describe("working in threads", () => {
  test("results keep the order of the tasks, whichever ends first", async () => {
    const steps: string[] = [];
    const events: unknown[] = [];
    const results = await mapInThreads<number, number>([1, 2, 3, 4, 5], {
      worker,
      setup: { delays: { 1: 200 } },
      jobs: 2,
      onEvent: (event, task) => events.push([event, task]),
      onDone: (done, total) => steps.push(`${done}/${total}`),
      onWorkerCrash: () => Number.NaN,
    });
    expect(results).toEqual([2, 4, 6, 8, 10]);
    expect(steps).toEqual(["1/5", "2/5", "3/5", "4/5", "5/5"]);
    expect(events).toContainEqual(["doubling 3", 3]);
    expect(events).toHaveLength(5);
  });

  test.each([[1], [3]])("with %d threads, a breakdown costs only its own task", async (jobs) => {
    const results = await mapInThreads<number | string, number | string>([1, "exit", 2, "throw", 3], {
      worker,
      setup: { delays: {} },
      jobs,
      onWorkerCrash: (task, reason) => `${task}: ${reason}`,
    });
    expect(results).toEqual([2, "exit: its thread ended", 4, "throw: Error: out of ideas", 6]);
  });

  test("a task that exceeds its time is ended", async () => {
    const results = await mapInThreads<number, number | string>([1], {
      worker,
      setup: { delays: { 1: 2 ** 30 } },
      jobs: 1,
      taskTimeout: 1,
      onWorkerCrash: (task, reason, isTimeout) => `${task}: ${reason}: ${isTimeout}`,
    });
    expect(results).toEqual(["1: it took too long: true"]);
  });

  test("a time limit ends no task that keeps it", async () => {
    const results = await mapInThreads<number | string, number | string>([1, "exit", 2], {
      worker,
      setup: { delays: {} },
      jobs: 1,
      taskTimeout: 2 ** 30,
      onWorkerCrash: (task, _reason, isTimeout) => `${task}: ${isTimeout}`,
    });
    expect(results).toEqual([2, "exit: false", 4]);
  });

  test("a signal ends what is being done, and what has not begun", async () => {
    const controller = new AbortController();
    const results = await mapInThreads<number, number | string>([1, 2, 3, 4], {
      worker,
      setup: { delays: { 2: 2 ** 30 } },
      jobs: 1,
      onEvent: (_event, task) => task === 2 && controller.abort(),
      signal: controller.signal,
      onWorkerCrash: (task, reason, isTimeout) => `${task}: ${reason}: ${isTimeout}`,
    });
    const ended = [2, 3, 4].map((task) => `${task}: it was interrupted: false`);
    expect(results).toEqual([2, ...ended]);
    const none = await mapInThreads<number, string>([1], {
      worker,
      setup: { delays: {} },
      jobs: 1,
      signal: controller.signal,
      onWorkerCrash: (_task, reason) => reason,
    });
    expect(none).toEqual(["it was interrupted"]);
  });

  test("no tasks need no threads", async () => {
    const options = { worker, setup: {}, jobs: 4, onWorkerCrash: () => 0 };
    expect(await mapInThreads([], options)).toEqual([]);
  });
});
