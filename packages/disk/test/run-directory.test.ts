import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInRun, findRunDirectory } from "../src/index.js";

let run: string;
beforeAll(() => {
  run = mkdtempSync(join(tmpdir(), "mlebench-run-directory-"));
  mkdirSync(join(run, "code"));
  writeFileSync(join(run, "logs"), "no directory");
});
afterAll(() => rmSync(run, { recursive: true, force: true }));

test.each(["submission/submission.csv", "logs", "logs/agent.log", "code/"])(
  "a run is found by its %s, which need not be there",
  (file) => {
    expect(findRunDirectory([undefined, file], run)).toBe(run);
    expect(findInRun("code", [join(run, file)], "/")).toBe(join(run, "code"));
  },
);

test("a submission outside a run's directory belongs to no run", () => {
  expect(findRunDirectory(["out/submission.csv", "train.py"], run)).toBeUndefined();
  expect(findInRun("code", ["submission.csv"], run)).toBeUndefined();
});

test("files, links, and what is not there are no directories of a run", () => {
  expect(findInRun("logs", ["code/a.py"], run)).toBeUndefined();
  const other = join(run, "other");
  mkdirSync(join(other, "submission"), { recursive: true });
  expect(findInRun("code", [join(other, "submission/x.csv")], "/")).toBeUndefined();
  symlinkSync(run, join(other, "code"));
  expect(findInRun("code", [join(other, "submission/x.csv")], "/")).toBeUndefined();
});
