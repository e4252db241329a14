import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepareChanged } = createTestHarness(competition);

const answers = "Id,Pawpularity\na1,1\nb2,40\nc3,100\n";

test("rows in another order and fractions are scored", async () => {
  const submission = "Pawpularity,Id\n100,c3\n1,a1\n41.5,b2\n";
  expect(await grade({ submission, answers })).toBe(Math.sqrt(2.25 / 3));
});

test.each([
  ["a score above 100", "Id,Pawpularity\na1,1\nb2,40\nc3,100.01\n", 3],
  ["a score below 1", "Id,Pawpularity\na1,1\nb2,0.99\nc3,100\n", 2],
  ["a missing score", "Id,Pawpularity\na1,\nb2,40\nc3,100\n", 1],
])("%s is invalid, and its row is named", async (_, submission, row) => {
  await expect(grade({ submission, answers })).rejects.toMatchObject({
    name: "InvalidSubmissionError",
    details: { row, column: "Pawpularity" },
  });
});

test.each([
  ["one row", "a1,1\n"],
  ["a row too many", "a1,1\nb2,40\nc3,100\nd4,5\n"],
])("a submission of %s is invalid", async (_, rows) => {
  const work = grade({ submission: `Id,Pawpularity\n${rows}`, answers });
  await expect(work).rejects.toMatchObject({ name: "InvalidSubmissionError" });
});

test("a photo that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "Id" },
  });
});
