import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepareChanged } = createTestHarness(competition);

function kappaOf(predictions: readonly string[], truths: readonly string[]): Promise<number> {
  const [submission, answers] = [predictions, truths].map((scores) =>
    ["essay_id,score", ...scores.map((score, i) => `00${i}a1e${i},${score}`), ""].join("\n"),
  );
  return grade({ submission, answers });
}

describe("the score", () => {
  // Recorded from the reference's grader.
  test.each([
    ["floats without a fraction", ["1.0", "2.0", "6.0", "3.0"], 0.9473684210526316],
    ["a score that is not on the scale", ["1", "2", "9", "0"], 0.5],
    ["the same score for all", ["3", "3", "3", "3"], 0],
  ])("accepts %s", async (_, predictions, score) => {
    expect(await kappaOf(predictions, ["1", "2", "6", "4"])).toBeCloseTo(score, 12);
  });

  test("is not given for a fraction; the error names its row", async () => {
    await expect(kappaOf(["1", "2", "2.5", "4"], ["1", "2", "6", "4"])).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 3 },
    });
  });

  test("is not given for one row, which the reference compares with every ID", async () => {
    await expect(kappaOf(["1"], ["1", "2"])).rejects.toMatchObject({ name: "InvalidSubmissionError" });
  });
});

test("an essay that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, "00e0001,Two,2", "00e0001,Two,2"]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "essay_id" },
  });
});
