import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: ["rle_mask"] });

describe("grading salt masks", () => {
  const harness = createTestHarness(competition);
  const table = (rows: readonly string[]): string => ["id,rle_mask", ...rows].join("\n");
  const grade = (truths: readonly string[], predictions: readonly string[]): Promise<number> =>
    harness.grade({ submission: table(predictions), answers: table(truths) });

  // Scores of the reference.
  test("an empty prediction of a mask scores as a full one", async () => {
    expect(await grade(["a1,1 10201", "b2,1 8000"], ["a1,", "b2,1 1"])).toBe(0.5);
    expect(await grade(["a1,1 8000"], ["a1,"])).toBe(0.6);
  });

  test("for an image without salt, any prediction scores 0, and none scores 1", async () => {
    expect(await grade(["a1,", "b2,"], ["b2,", "a1,10201 1"])).toBe(0.5);
  });

  test("a broken mask is reported by its row in the submission, not in the answers", async () => {
    const error = await grade(["a1,1 5", "b2,1 5", "c3,1 5"], ["c3,1 5", "b2,7 x", "a1,1 5"]).catch(
      describeError,
    );
    expect(error).toContain("row 2");
  });

  test("a column of numbers is rejected", async () => {
    const error = await grade(["a1,1 5", "b2,1 5"], ["a1,5", "b2,7"]).catch(describeError);
    expect(error).toMatch(/Unexpected number: `5` \(row 1.*"rle_mask"/);
  });
});

const { prepareChanged } = createTestHarness(competition);

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("competition_data/train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "id" },
  });
});
