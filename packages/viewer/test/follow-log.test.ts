import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followLog } from "../src/index.js";
import { temporaryDirectory } from "./fixture.js";

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");

async function all(run: string, count: number): Promise<string> {
  const parts: string[] = [];
  for await (const part of followLog(run, { lines: count })) parts.push(part);
  return parts.join("\n");
}

test.each([
  ["", 5, ""],
  ["a\n", 5, "a"],
  ["a\nb", 1, "b"],
  ["a\nb\n", 1, "b"],
  ["a\n\n\n", 2, "\n"],
  [lines(100_000), 2, "line 99998\nline 99999"],
  [lines(3), 0, ""],
  ["\u001b[31mred\u001b[0m \u0007bell\rover\n", 2, "red \\u0007bell\nover"],
])("the end of a log, case %#", async (text, count, expected) => {
  const run = temporaryDirectory();
  writeFileSync(join(run, "run.log"), text);
  expect(await all(run, count)).toBe(expected);
});

test("no log is no lines", async () => {
  expect(await all(temporaryDirectory(), 5)).toBe("");
});

test("what is written later comes in complete lines and characters, also that of a new attempt", async () => {
  const run = temporaryDirectory();
  const log = join(run, "run.log");
  const write = (bytes: Uint8Array | string): void => appendFileSync(log, bytes);
  write("first\n");
  // What happens whenever nothing new came.
  const steps = [
    () => write("half "),
    () => write(Buffer.from("ä").subarray(0, 1)),
    () => write(Buffer.concat([Buffer.from("ä").subarray(1), Buffer.from("\nlast of it\n")])),
    () => {
      renameSync(log, `${log}.1`);
      write("second attempt\nunfinished");
    },
  ];
  const isOver = (): boolean => {
    const next = steps.shift();
    next?.();
    return next === undefined;
  };
  const parts: string[] = [];
  for await (const part of followLog(run, { lines: 10, isOver, pollMilliseconds: 1 })) parts.push(part);
  expect(parts.join("\n").split("\n")).toEqual([
    "first",
    "half ä",
    "last of it",
    "second attempt",
    "unfinished",
  ]);
});

test("following ends when it is stopped", async () => {
  const run = temporaryDirectory();
  writeFileSync(join(run, "run.log"), "one\n");
  const stop = new AbortController();
  const parts: string[] = [];
  for await (const part of followLog(run, { lines: 10, isOver: () => false, signal: stop.signal })) {
    parts.push(part);
    stop.abort();
  }
  expect(parts).toEqual(["one"]);
});
