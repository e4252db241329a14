import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Competition } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { gradeFile } from "../src/index.js";
import { maxInProcessBytes, maxSubmissionBytes } from "../src/limits.js";
import { temporaryDirectory, write } from "./fake-competition.js";

const registry = new URL("./fixtures/hungry.mjs", import.meta.url).href;
const { findCompetition } = (await import(registry)) as {
  findCompetition: (reference: string) => Promise<Competition>;
};

// The subprocess runs what was built.
async function gradeBytes(reference: string, bytes: number) {
  const directory = temporaryDirectory();
  const prepared = join(directory, "data", reference, "prepared");
  write(join(prepared, "private/test.csv"), "id,label\na,1\n");
  write(join(prepared, "public/sample_submission.csv"), "id,label\na,0\n");
  const path = join(directory, "submission.csv");
  writeFileSync(path, "id,label\na,0\n");
  // The hole costs no room.
  truncateSync(path, bytes);
  const details: string[] = [];
  const outcome = await gradeFile(await findCompetition(reference), path, {
    dataDirectory: join(directory, "data"),
    source: { registry, reference },
    heapMegabytes: 96,
    onGraderError: (text) => details.push(text),
  });
  return { outcome, details };
}

const large = maxInProcessBytes + 1;

describe("a submission that takes more memory than there is", () => {
  test.each([["map"], ["array"], ["text"]])("in a %s is invalid, and says how large it is", async (kind) => {
    const { outcome, details } = await gradeBytes(kind, large);
    expect(outcome).toEqual({
      verdict: "invalid",
      reason:
        "The submission is too large: grading its 16 MiB requires more memory than available. The sample submission has 13 bytes.",
      submissionExists: true,
    });
    expect(details).toEqual([]);
  });

  test("is not invalid if an ordinary one takes too much as well", async () => {
    const { outcome, details } = await gradeBytes("always", large);
    expect(outcome).toEqual({
      verdict: "grader-error",
      reason: expect.stringContaining("fails on the sample submission as well: It runs out of memory."),
      submissionExists: true,
    });
    expect(details).toHaveLength(1);
  });

  test("is graded in a subprocess; its crash is a grader error", async () => {
    const { outcome } = await gradeBytes("exit", large);
    expect(outcome).toMatchObject({
      verdict: "grader-error",
      reason: "The grader process crashed: its process ended with 7.",
    });
  });

  test("has its score when there is enough", async () => {
    expect((await gradeBytes("fine", large)).outcome).toEqual({ verdict: "scored", score: large });
  });
});

test("grades a small submission in this process, and reports an exceeded capacity by the same rule", async () => {
  const { outcome } = await gradeBytes("text", maxInProcessBytes);
  expect(outcome).toMatchObject({
    verdict: "invalid",
    reason: expect.stringContaining("grading its 16 MiB requires more memory than available"),
  });
});

test("a submission beyond the limit is invalid unread", async () => {
  const { outcome } = await gradeBytes("always", maxSubmissionBytes + 1);
  expect(outcome).toEqual({
    verdict: "invalid",
    reason:
      "The submission is too large: it has 4 GiB. Expected at most 4 GiB. The sample submission has 13 bytes.",
    submissionExists: true,
  });
});
