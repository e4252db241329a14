import { expect, test } from "vitest";
import { createProgress, describeProgress, type ProgressPlace } from "../src/progress.js";

/** No terminal, with a clock that goes only when it is told to. */
function place(): ProgressPlace & {
  lines: string[];
  pass: (milliseconds: number) => void;
  running: () => number;
} {
  let time = 5000;
  const timers = new Set<{ milliseconds: number; next: number; work: () => void }>();
  const lines: string[] = [];
  return {
    interactive: false,
    lines,
    now: () => time,
    note: (line) => lines.push(line),
    every(milliseconds, work) {
      const timer = { milliseconds, next: time + milliseconds, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(milliseconds) {
      for (const end = time + milliseconds; time < end; ) {
        time = Math.min(end, ...[...timers].map(({ next }) => next));
        for (const timer of timers) {
          if (timer.next > time) continue;
          timer.next += timer.milliseconds;
          timer.work();
        }
      }
    },
    running: () => timers.size,
  };
}

const report = (done: number, total?: number, step = "load") => ({ step, done, total });

test("a line at the beginning, at each tenth, and at the end", () => {
  const at = place();
  const progress = createProgress("a", at);
  for (let done = 0; done <= 100; done++) {
    progress.report(report(done, 100));
    at.pass(200);
  }
  progress.stop();
  expect(at.lines.map((line) => line.split(" ")[2])).toEqual(
    [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => `${done}/100`),
  );
});

test("at most one line a second for what is fast, and the end in any case", () => {
  const at = place();
  const progress = createProgress("", at);
  for (let done = 0; done <= 1000; done++) progress.report(report(done, 1000));
  progress.stop();
  expect(at.lines).toEqual(["load 0/1000", "load 1000/1000"]);
});

test("every ten seconds where little or nothing happens", () => {
  const at = place();
  const progress = createProgress("", at);
  progress.report(report(0, 1000));
  at.pass(25_000);
  expect(at.lines).toHaveLength(3);
  progress.report(report(1, 1000));
  at.pass(4000);
  expect(at.lines).toHaveLength(3);
  at.pass(1000);
  expect(at.lines.at(-1)).toMatch(/^load 1\/1000 /);
  at.pass(60_000);
  expect(at.lines).toHaveLength(10);
});

test("what takes more than ten seconds has its speed by the minute", () => {
  const line = describeProgress("", report(2, 10), 100, false);
  expect(line).toBe("load 2/10  1.2/min  7 min left");
});

test("a step that is over is not repeated while what follows takes long", () => {
  const at = place();
  const progress = createProgress("", at);
  progress.report(report(0, 2));
  progress.report(report(2, 2));
  at.pass(60_000);
  expect(at.lines).toEqual(["load 0/2", expect.stringMatching(/^load 2\/2 /)]);
});

test("also where the total is not known", () => {
  const at = place();
  const progress = createProgress("", at);
  progress.report(report(1));
  for (let done = 2; done <= 31; done++) {
    at.pass(1000);
    progress.report(report(done));
  }
  progress.stop();
  expect(at.lines).toEqual(["load 1", "load 10", "load 20", "load 30", "load 31"]);
});

test("reports the end of a long step before the next one starts; afterwards nothing runs", () => {
  const at = place();
  const progress = createProgress("", at);
  progress.report(report(0, 4, "one"));
  at.pass(2000);
  progress.report(report(1, 4, "one"));
  progress.report(report(4, 4, "one"));
  progress.report(report(0, 4, "two"));
  progress.report(report(4, 4, "two"));
  progress.report(report(0, 4, "three"));
  progress.stop();
  expect(at.lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "one 0/4",
    "one 1/4",
    "one 4/4",
    "two 0/4",
    "three 0/4",
  ]);
  expect(at.running()).toBe(0);
  at.pass(100_000);
  expect(at.lines).toHaveLength(5);
});
