import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { bootId, currentProcess } from "@mlebench/disk";
import { expect, onTestFinished, test } from "vitest";
import { isRunGroupInUse, lockRunGroup } from "../src/group-lock.js";

function runGroup(): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-group-lock-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** As versions before 1.0 wrote it: no pid namespace in the host. */
const oldLock = (change: object = {}): string =>
  `${JSON.stringify({
    host: hostname(),
    pid: process.pid,
    boot: bootId(),
    started: currentProcess().started,
    nonce: "00000000-0000-4000-8000-000000000000",
    ...change,
  })}\n`;

test("a lock that an earlier version holds keeps this one out", () => {
  const directory = runGroup();
  writeFileSync(join(directory, "lock"), oldLock());
  expect(isRunGroupInUse(directory)).toBe(true);
  expect(() => lockRunGroup(directory)).toThrow(`in use by process ${process.pid}`);
  writeFileSync(join(directory, "lock"), oldLock({ host: "elsewhere" }));
  expect(isRunGroupInUse(directory)).toBe(true);
  expect(() => lockRunGroup(directory)).toThrow("of another machine, elsewhere");
  expect(readFileSync(join(directory, "lock"), "utf8")).toBe(oldLock({ host: "elsewhere" }));
});

test.each<[string, string]>([
  ["of a process that is gone", oldLock({ pid: 4_000_000 })],
  ...(bootId() === null ? [] : [["from before a restart", oldLock({ boot: "earlier" })] as [string, string]]),
  ...(currentProcess().started === null
    ? []
    : [["of a process that had this ID before", oldLock({ started: "1" })] as [string, string]]),
  ["that is damaged", "{"],
])("a lock of an earlier version %s is taken over", (_, text) => {
  const directory = runGroup();
  writeFileSync(join(directory, "lock"), text);
  expect(isRunGroupInUse(directory)).toBe(false);
  lockRunGroup(directory).release();
  expect(existsSync(join(directory, "lock"))).toBe(false);
});

test("a run group that cannot be looked at is not in use", () => {
  const file = join(runGroup(), "file");
  writeFileSync(file, "");
  expect(isRunGroupInUse(file)).toBe(false);
});

/** A lock as a process on another machine holds it. */
const foreignLock = `${JSON.stringify({ pid: 7, host: "elsewhere", started: null, token: "t", since: "2026", beats: true })}\n`;

test("of a process on another machine, it is said when it last showed that it lives", () => {
  const directory = runGroup();
  writeFileSync(join(directory, "lock"), foreignLock);
  expect(isRunGroupInUse(directory)).toBe(true);
  let message = "";
  try {
    lockRunGroup(directory);
  } catch (error) {
    message = describeError(error);
  }
  expect(message).toContain("in use by process 7 of another machine, elsewhere");
  expect(message).toMatch(/last sign of life was \d+(\.\d)? (s|min) ago; after 5 min, the run group is free/);
});

test("a process on another machine that shows no sign of life for minutes loses the run group", () => {
  const directory = runGroup();
  const file = join(directory, "lock");
  writeFileSync(file, foreignLock);
  const { mtimeMs } = statSync(file);
  const before = (minutes: number): Date => new Date(mtimeMs - minutes * 60_000);
  utimesSync(file, before(4), before(4));
  expect(() => lockRunGroup(directory)).toThrow("elsewhere");
  utimesSync(file, before(6), before(6));
  expect(isRunGroupInUse(directory)).toBe(false);
  const lock = lockRunGroup(directory);
  lock.assertHeld();
  lock.release();
});

test("whoever has lost the run group learns it before writing, and by whom", () => {
  const directory = runGroup();
  const lock = lockRunGroup(directory);
  writeFileSync(join(directory, "lock"), foreignLock);
  expect(lock.lost.aborted).toBe(false);
  expect(() => lock.assertHeld()).toThrow("was taken over by process 7 of another machine, elsewhere");
  expect(lock.lost.aborted).toBe(true);
  lock.release();
  expect(readFileSync(join(directory, "lock"), "utf8")).toBe(foreignLock);
});
