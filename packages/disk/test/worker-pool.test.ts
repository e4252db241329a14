import { describe, expect, test } from "vitest";
import { mapInThreads } from "../src/worker-pool.js";

const worker = new URL("./fixtures/worker.mjs", import.meta.url);

describe("working in threads", () => {
  test("results keep the order of the tasks, whichever ends first", async () => {
    const steps: string[] = [];
    const remarks: unknown[] = [];
    const results = await mapInThreads<number, number>([1, 2, 3, 4, 5], {
      worker,
      setup: { delays: { 1: 200 } },
      jobs: 2,
      onRemark: (remark, task) => remarks.push([remark, task]),
      onDone: (done, total) => steps.push(`${done}/${total}`),
      onBreakdown: () => Number.NaN,
    });
    expect(results).toEqual([2, 4, 6, 8, 10]);
    expect(steps).toEqual(["1/5", "2/5", "3/5", "4/5", "5/5"]);
    expect(remarks).toContainEqual(["doubling 3", 3]);
    expect(remarks).toHaveLength(5);
  });

  test.each([[1], [3]])("with %d threads, a breakdown costs only its own task", async (jobs) => {
    const results = await mapInThreads<number | string, number | string>([1, "exit", 2, "throw", 3], {
      worker,
      setup: { delays: {} },
      jobs,
      onBreakdown: (task, reason) => `${task}: ${reason}`,
    });
    expect(results).toEqual([2, "exit: its thread ended", 4, "throw: Error: out of ideas", 6]);
  });

  test("no tasks need no threads", async () => {
    const options = { worker, setup: {}, jobs: 4, onBreakdown: () => 0 };
    expect(await mapInThreads([], options)).toEqual([]);
  });
});
