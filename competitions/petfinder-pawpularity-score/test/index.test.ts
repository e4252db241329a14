import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepareChanged } = createTestHarness(competition);

test.each([
  ["one row", "a1,1\n"],
  ["a row too many", "a1,1\nb2,40\nc3,100\nd4,5\n"],
])(
  "a submission of %s is invalid, where the reference fails or compares it with every row",
  async (_, rows) => {
    const answers = "Id,Pawpularity\na1,1\nb2,40\nc3,100\n";
    const work = grade({ submission: `Id,Pawpularity\n${rows}`, answers });
    await expect(work).rejects.toMatchObject({ name: "InvalidSubmissionError" });
  },
);

test("a photo that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "Id" },
  });
});
