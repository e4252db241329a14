import { InvalidSubmissionError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

const header = "id,toxic,severe_toxic,obscene,threat,insult,identity_hate";
const [first, left, second, third] = [
  "a1,.9,.2,.8,.1,.7,.3",
  "b2,.5,.5,.5,.5,.5,.5",
  "c3,.4,.6,.8,.9,.2,.1",
  "d4,.3,.7,.1,.2,.9,.6",
];

/** The answers leave the second comment out. */
function grade(lines: readonly string[], columns = header): Promise<number> {
  const labels = ["a1,1,0,1,0,1,0", "b2,-1,-1,-1,-1,-1,-1", "c3,0,1,0,1,0,1", "d4,1,1,0,0,1,1"];
  return harness.grade({
    submission: [columns, ...lines].join("\n"),
    answers: [header, ...labels].join("\n"),
  });
}

// The scores are the reference's.

test("comments that do not count may hold anything", async () => {
  expect(await grade([first, left, second, third])).toBeCloseTo(0.7916666666666666, 12);
  expect(await grade([first, "b2,,oops,inf,,,", second, third])).toBeCloseTo(0.7916666666666666, 12);
});

test("a value that counts must be a number, else its row is named", async () => {
  await expect(grade([left, "a1,,.2,.8,.1,.7,.3", second, third])).rejects.toMatchObject({
    name: InvalidSubmissionError.name,
    details: { row: 2 },
  });
});

test("a repeated ID is accepted if as many comments count, and named if not", async () => {
  expect(await grade([first, left, "a1,.1,.6,.8,.1,.7,.3", third])).toBeCloseTo(0.75, 12);
  await expect(grade([first, first, second, third])).rejects.toThrow(
    'Duplicate ID: `a1` (row 2, column "id")',
  );
});

test("columns are matched by position", async () => {
  const exchanged = "id,severe_toxic,toxic,obscene,threat,insult,identity_hate";
  expect(await grade([first, left, second, third], exchanged)).toBeCloseTo(0.7916666666666666, 12);
});

test("a comment without labels is rejected", async () => {
  const work = harness.prepareChanged("test_labels.csv", (lines) =>
    lines.with(2, lines[2].replace(/^"?[^,]*/, "0000")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Unknown ID"),
    details: { file: expect.stringMatching(/test_labels\.csv$/), row: 2, column: "id" },
  });
});
