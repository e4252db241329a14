import { describe, expect, test } from "vitest";
import { createQueue, createRateWindow } from "../src/validation-queue.js";

describe("turns", () => {
  test("come one after the other, in the order of asking", async () => {
    const queue = createQueue(2);
    const order: string[] = [];
    const end = await queue.acquire();
    const others = ["a", "b"].map(async (name) => {
      const endOther = await queue.acquire();
      order.push(name);
      endOther();
    });
    expect(queue.full).toBe(true);
    await Promise.resolve();
    expect(order).toEqual([]);
    end();
    end();
    await Promise.all(others);
    expect(order).toEqual(["a", "b"]);
    expect([queue.full, queue.waiting]).toEqual([false, 0]);
  });

  test("a turn that is ended twice lets only one other begin", async () => {
    const queue = createQueue(5);
    const end = await queue.acquire();
    let running = 0;
    void queue.acquire().then(() => running++);
    void queue.acquire().then(() => running++);
    end();
    end();
    await new Promise((settle) => setImmediate(settle));
    expect(running).toBe(1);
  });
});

describe("a rate", () => {
  test("holds in every window of its length, not only in those of a grid", () => {
    const rate = createRateWindow(2, 10);
    expect(rate.take(9_000)).toBe(0);
    expect(rate.take(9_500)).toBe(0);
    expect(rate.take(10_500)).toBe(9);
    expect(rate.take(18_999)).toBe(1);
    expect(rate.take(19_000)).toBe(0);
    expect(rate.take(19_100)).toBe(1);
    expect(rate.take(19_500)).toBe(0);
  });
});
