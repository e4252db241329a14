import { resolve } from "node:path";
import { expect, test } from "vitest";
import {
  benchmarkIds,
  chosenDataDirectory,
  defaultDataDirectory,
  defaultMiniatureDirectory,
  defineCompetition,
  describeError,
  GraderError,
  InvalidSubmissionError,
  isInvalidSubmission,
  isMlebenchError,
  readSplit,
  splitNames,
  UserError,
} from "../src/index.js";

test("data are where MLEBENCH_DATA_DIR says, miniatures below it, apart", () => {
  const environment = { HOME: "/home/ada", MLEBENCH_DATA_DIR: "/big/data" };
  expect(defaultDataDirectory(environment, "linux")).toBe("/big/data");
  expect(defaultMiniatureDirectory(environment, "linux")).toBe("/big/data/miniatures");
  expect(chosenDataDirectory({ MLEBENCH_DATA_DIR: "data" })).toBe(resolve("data"));
  for (const none of [{}, { MLEBENCH_DATA_DIR: "" }]) {
    expect(chosenDataDirectory(none)).toBeUndefined();
    expect(defaultDataDirectory({ HOME: "/home/ada", ...none }, "linux")).toBe(
      "/home/ada/.cache/mle-bench/data",
    );
  }
});

test("data are where the reference keeps them, on every system", () => {
  expect(defaultDataDirectory({ HOME: "/home/ada" }, "linux")).toBe("/home/ada/.cache/mle-bench/data");
  expect(defaultDataDirectory({ HOME: "/home/ada", XDG_CACHE_HOME: "/var/cache/ada" }, "linux")).toBe(
    "/var/cache/ada/mle-bench/data",
  );
  expect(defaultDataDirectory({ HOME: "/Users/ada" }, "darwin")).toBe(
    "/Users/ada/Library/Caches/mle-bench/data",
  );
});

test("splits have the benchmark's sizes and its order", () => {
  expect(splitNames()).toContain("low");
  expect(readSplit("low")).toHaveLength(22);
  expect(readSplit("split75")).toHaveLength(75);
  expect(readSplit("low")[0]).toBe("aerial-cactus-identification");
  expect(() => readSplit("lite75")).toThrow(/no split "lite75"/);
  expect(new Set(benchmarkIds()).size).toBe(82);
  expect([...benchmarkIds()].sort()).toEqual([...new Set(splitNames().flatMap(readSplit))].sort());
});

test("an error says what, where, what was expected and what to do", () => {
  const error = new InvalidSubmissionError("An id is missing", {
    row: 7,
    column: "id",
    expected: "an id in every row",
    hint: "Write the index with the predictions.",
  });
  expect(describeError(error)).toBe(
    'An id is missing (row 7, column "id"). Expected an id in every row. Write the index with the predictions.',
  );
});

test("a printed message of an invalid submission or a grader error says all of it, once", () => {
  const details = {
    file: "test.csv",
    row: 7,
    column: "id",
    expected: "an ID in every row",
    hint: "Look again.",
  };
  const line = 'Missing ID (test.csv, row 7, column "id"). Expected an ID in every row. Look again.';
  for (const error of [
    new InvalidSubmissionError("Missing ID", details),
    new GraderError("Missing ID", details),
  ]) {
    expect(error.message).toBe(line);
    expect(describeError(error)).toBe(line);
    expect(error.headline).toBe("Missing ID");
  }
});

test("errors are told by their marker, not by their class", () => {
  expect(isInvalidSubmission(new InvalidSubmissionError("no"))).toBe(true);
  expect(isInvalidSubmission(new UserError("no"))).toBe(false);
  expect(isMlebenchError(new TypeError("no"))).toBe(false);
});

test("a competition without its facts is refused with all that is missing", () => {
  const define = () =>
    defineCompetition({
      facts: { id: "toy" },
      submission: { id: ["id"], targets: [] },
      moduleUrl: import.meta.url,
      prepare: () => Promise.reject(new Error("not asked for")),
      grade: () => Promise.reject(new Error("not asked for")),
      miniature: { defaultSize: 1, minSize: 1, load: () => Promise.reject(new Error("not asked for")) },
    });
  expect(define).toThrow(/"toy" lacks: name, type, .*knownIssues/);
});
