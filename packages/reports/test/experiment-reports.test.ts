import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { expect, it } from "vitest";
import { experimentReports } from "../src/index.js";
import { temporaryDirectory, write } from "./temporary.js";

function runsDirectory(): string {
  const directory = temporaryDirectory();
  const list =
    "experiment_id,run_group\none,group-b\none, group-a \none,group-c\none,group-gone\n\ntwo,group-d\n";
  write(join(directory, "run_group_experiments.csv"), list);
  write(join(directory, "group-a/2024_grading_report.json"), "{}");
  write(join(directory, "group-a/metadata.json"), "{}");
  write(join(directory, "group-b/grading_report_v2.json"), "{}");
  write(join(directory, "group-c/run.log"), "");
  write(join(directory, "group-d/1_grading_report.json"), "{}");
  write(join(directory, "group-d/2_grading_report.json"), "{}");
  return directory;
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return describeError(error);
  }
  throw new Error("There was no error.");
}

it("an experiment's reports are those of its run groups; groups without one are reported", () => {
  const directory = runsDirectory();
  expect(experimentReports(directory, "one")).toEqual({
    paths: [
      join(directory, "group-a/2024_grading_report.json"),
      join(directory, "group-b/grading_report_v2.json"),
    ],
    skipped: [
      { runGroup: "group-c", reason: "it has no grading report" },
      { runGroup: "group-gone", reason: "it has no directory" },
    ],
  });
});

it("several reports of one group, an unknown experiment and a missing list are errors", () => {
  const directory = runsDirectory();
  expect(messageOf(() => experimentReports(directory, "two"))).toMatch(
    /group-d has 2 grading reports.*1_grading_report\.json, 2_grading_report\.json/,
  );
  expect(messageOf(() => experimentReports(directory, "three"))).toMatch(
    /Unknown experiment `three`.*one of one, two/,
  );
  expect(messageOf(() => experimentReports(join(directory, "group-a"), "one"))).toMatch(
    /run_group_experiments\.csv/,
  );
});
