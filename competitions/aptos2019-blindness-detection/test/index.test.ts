import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade } = createTestHarness(competition);

function kappaOf(predictions: readonly string[], truths: readonly string[]): Promise<number> {
  const [submission, answers] = [predictions, truths].map((grades) =>
    ["id_code,diagnosis", ...grades.map((severity, i) => `eye${i},${severity}`), ""].join("\n"),
  );
  return grade({ submission, answers });
}

describe("the score", () => {
  // scikit-learn's cohen_kappa_score(predictions, truths, weights="quadratic"); swapped, each gives the other value.
  test.each([
    ["330121440", "230312022", 0],
    ["20403131202", "42044220301", -(2 ** -52)],
    ["332224", "040110", -(2 ** -52)],
  ])("is the reference's to the last bit: %s against %s", async (predictions, truths, score) => {
    expect(await kappaOf([...predictions], [...truths])).toBe(score);
  });

  test("is not given for a fraction; the error names its row", async () => {
    await expect(kappaOf(["0", "1", "2.5", "4"], ["0", "1", "2", "4"])).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 3 },
    });
  });
});

const { prepareChanged } = createTestHarness(competition);

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "id_code" },
  });
});
