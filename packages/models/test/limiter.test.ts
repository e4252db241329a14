import { expect, test } from "vitest";
import { createLimiter, sharedLimiter } from "../src/limiter.js";
import { createTestClock } from "./harness.js";

test("turns are given in order, and a call that is canceled loses its place", async () => {
  const clock = createTestClock();
  const limiter = createLimiter(1);
  const release = await limiter.acquire(clock);
  const order: string[] = [];
  const controller = new AbortController();
  const canceled = limiter.acquire(clock, controller.signal);
  const second = limiter.acquire(clock).then((done) => {
    order.push("second");
    done();
  });
  const third = limiter.acquire(clock).then((done) => {
    order.push("third");
    done();
  });
  controller.abort();
  await expect(canceled).rejects.toMatchObject({ reason: "aborted" });
  release();
  release();
  await Promise.all([second, third]);
  expect(order).toEqual(["second", "third"]);
});

test("a rate limit holds everybody back, and fewer go at a time until calls go well", async () => {
  const clock = createTestClock();
  const limiter = createLimiter(8);
  limiter.slowDown(clock, 30_000);
  limiter.slowDown(clock, 20_000);
  expect(limiter.current()).toBe(4);
  const release = await limiter.acquire(clock);
  expect(clock.waits).toEqual([30_000]);
  release();
  for (let i = 0; i < 4 + 5; i++) limiter.speedUp();
  expect(limiter.current()).toBe(6);
  for (let i = 0; i < 100; i++) limiter.speedUp();
  expect(limiter.current()).toBe(8);
});

test("models with the same provider, address, and key share one", () => {
  const limiter = sharedLimiter("acme", "http://a", "key", 2);
  expect(sharedLimiter("acme", "http://a", "key", 2)).toBe(limiter);
  expect(sharedLimiter("acme", "http://a", "other key", 2)).not.toBe(limiter);
  sharedLimiter("acme", "http://a", "key", 5);
  expect(limiter.current()).toBe(5);
});
