import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { gradeSubmissions, saveGradingReport } from "../src/index.js";
import { temporaryDirectory, write } from "./fake-competition.js";

const registry = new URL("./fixtures/registry.mjs", import.meta.url).href;

describe("grading many in one thread", () => {
  test("keeps the order, sums up and goes on after a competition that cannot be had", async () => {
    const cwd = temporaryDirectory();
    write(join(cwd, "data/echo/prepared/private/test.csv"), "x");
    write(join(cwd, "five.csv"), "5");
    write(join(cwd, "two.csv"), "2");
    const lines = [
      { competitionId: "echo", submissionPath: "five.csv" },
      { competitionId: "unheard-of", submissionPath: "five.csv" },
      { competitionId: "echo", submissionPath: "none.csv" },
      { competitionId: "echo", submissionPath: "./two.csv" },
    ];
    const steps: Progress[] = [];
    const messages: string[] = [];
    const report = await gradeSubmissions(lines, {
      dataDirectory: "data",
      registry,
      cwd,
      jobs: 1,
      onProgress: (progress) => steps.push(progress),
      onMessage: (message) => messages.push(message),
    });
    expect(report.competition_reports.map(({ verdict, score }) => [verdict, score])).toEqual([
      ["scored", 5],
      ["grader-error", null],
      ["invalid", null],
      ["scored", 2],
    ]);
    expect(report).toMatchObject({
      total_runs: 4,
      total_runs_with_submissions: 3,
      total_valid_submissions: 2,
      total_medals: 2,
      total_gold_medals: 1,
      total_bronze_medals: 1,
      total_above_median: 2,
      total_grader_errors: 1,
      total_not_graded: 0,
    });
    expect(steps.map(({ done, total }) => `${done}/${total}`)).toEqual(["1/4", "2/4", "3/4", "4/4"]);
    expect(messages).toEqual(["a broken package"]);
  });

  test("nothing to grade is an empty report", async () => {
    const report = await gradeSubmissions([], { dataDirectory: "data", registry });
    expect(report).toMatchObject({ total_runs: 0, competition_reports: [] });
  });
});

describe("saving a report", () => {
  test("makes the directory, names the file by its second and never overwrites", async () => {
    const directory = join(temporaryDirectory(), "deep/er");
    const report = await gradeSubmissions([], { dataDirectory: "data", registry });
    const moment = new Date("2026-02-03T04:05:06.789Z");
    const first = saveGradingReport(report, directory, moment);
    const second = saveGradingReport(report, directory, moment);
    expect(first).toBe(join(directory, "2026-02-03T04-05-06-GMT_grading_report.json"));
    expect(second).toBe(join(directory, "2026-02-03T04-05-07-GMT_grading_report.json"));
    expect(readdirSync(directory)).toHaveLength(2);
    expect(JSON.parse(readFileSync(first, "utf8"))).toMatchObject({ total_runs: 0 });
  });

  test("a directory that cannot be made is one clear message and leaves nothing", async () => {
    const file = write(join(temporaryDirectory(), "file"), "");
    const report = await gradeSubmissions([], { dataDirectory: "data", registry });
    expect(() => saveGradingReport(report, join(file, "inside"))).toThrow(
      "Cannot write the report: a file exists where a directory is needed",
    );
    expect(existsSync(join(file, "inside"))).toBe(false);
  });
});
