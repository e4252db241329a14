import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade } = createTestHarness(competition);

const gradeRows = (first: string, second = "0.2,0.3,0.5"): Promise<number> =>
  grade({
    submission: `id,winner_model_a,winner_model_b,winner_tie\n7,${first}\n30192,${second}\n`,
    answers: "id,winner_tie,winner_model_a,winner_model_b\n30192,1,0,0\n7,0,1,0\n",
  });

describe("a row sums to 1 after rounding to 6 decimals", () => {
  // The scores are the reference's.
  test.each([
    ["0.3333334,0.3333334,0.3333336", 0.8958796346140374],
    ["0.3333333,0.3333333,0.3333333", 0.8958797846140301],
    ["1e-3,0.9985,0.0005000000000000001", 3.800451229771041],
  ])("%s is accepted", async (row, score) => {
    expect(Math.abs((await gradeRows(row)) / score - 1)).toBeLessThan(1e-12);
  });

  test.each(["0.333333,0.333333,0.333333", "0.3333335,0.3333335,0.3333336"])("%s is invalid", async (row) => {
    await expect(gradeRows("0.2,0.3,0.5", row)).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      message: expect.stringContaining("sum to"),
      details: { row: 2 },
    });
  });
});

test("negative values, missing values, and text are invalid", async () => {
  for (const row of ["-0.1,0.6,0.5", ",0.5,0.5", "x,0.5,0.5"]) {
    await expect(gradeRows("0.2,0.3,0.5", row)).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 2, column: "winner_model_a" },
    });
  }
});
