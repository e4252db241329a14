import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSubmissionLines, type SubmissionLineOptions } from "../src/index.js";
import { temporaryDirectory, write } from "./fake-competition.js";

function read(text: string, options?: SubmissionLineOptions) {
  return readSubmissionLines(write(join(temporaryDirectory(), "list.jsonl"), text), options);
}

describe("a list of submissions", () => {
  test("skips blank lines and comments and keeps line numbers", () => {
    const lines = read(
      '# first\n\n{"competition_id": "a", "submission_path": "a.csv", "seed": 1}\r\n  // second\n' +
        '  {"submission_path": null, "competition_id": "b"}',
    );
    expect(lines).toEqual([
      { competitionId: "a", submissionPath: "a.csv", line: 3 },
      { competitionId: "b", submissionPath: "None", line: 5 },
    ]);
  });

  test("has paths of logs and code for audits, which need no submission", () => {
    const text =
      '{"competition_id": "a", "logs_path": "a.log", "code_path": null}\n' +
      '{"competition_id": "b", "submission_path": "b.csv", "logs_path": "", "code_path": "code"}';
    expect(read(text, { requireSubmission: false })).toEqual([
      { competitionId: "a", submissionPath: "None", logsPath: "a.log", line: 1 },
      { competitionId: "b", submissionPath: "b.csv", codePath: "code", line: 2 },
    ]);
  });

  test.each(["submission_path", "logs_path", "code_path"])("an audit takes no %s that is no text", (key) => {
    const line = JSON.stringify({ competition_id: "a", [key]: ["a.py"] });
    expect(() => read(line, { requireSubmission: false })).toThrow(`Line 1: \`${key}\` is no path`);
    expect(read(`{"competition_id": "a", "submission_path": "a.csv", "code_path": 5}`)).toHaveLength(1);
  });

  test("an empty file lists nothing", () => {
    expect(read("")).toEqual([]);
  });

  test.each([
    ['{"competition_id": "a"', "Line 2 is not JSON"],
    ["[1]", "Line 2 is not an object"],
    ["null", "Line 2 is not an object"],
    ['{"submission_path": "a.csv"}', 'Line 2 has no "competition_id"'],
    ['{"competition_id": "a"}', 'Line 2 has no "submission_path"'],
  ])("%s is refused with its line", (text, message) => {
    expect(() => read(`# x\n${text}\n`)).toThrow(message);
  });

  test("a file that is not there is one clear message", () => {
    expect(() => readSubmissionLines("/nowhere/list.jsonl")).toThrow(
      "Cannot read the list of submissions: file not found",
    );
  });
});
