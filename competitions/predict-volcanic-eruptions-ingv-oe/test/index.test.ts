import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepareChanged } = createTestHarness(competition);

describe("grading", () => {
  const gradeRows = (...rows: string[]): Promise<number> =>
    grade({
      submission: ["segment_id,time_to_eruption", ...rows].join("\n"),
      answers: "segment_id,time_to_eruption\n5,10\n77,20\n",
    });

  // The scores are the reference's.
  test.each([
    ["rounds a half down to an even integer", ["5,10", "77,21"], 0],
    ["rounds a half up to an even integer", ["5,10", "77,23"], 2],
    ["matches IDs that are floats", ["5.0,12.5", "77,20"], 1],
    ["counts a repeated row again", ["5,10", "77,21", "77,21", "5,12"], 1],
    ["scores enormous errors", ["5,-1.7e308", "77,1"], 8.5e307],
  ])("%s", async (_, rows, score) => {
    expect(await gradeRows(...rows)).toBe(score);
  });

  test("rejects errors with an infinite sum", async () => {
    await expect(gradeRows("5,1.7e308", "77,1.7e308")).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      message: expect.stringContaining("infinite"),
    });
  });

  test("names the row of the file, not that of the paired rows", async () => {
    await expect(gradeRows("77,20", "5,10", "77,")).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 3, column: "time_to_eruption" },
    });
  });
});

test("a segment that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "segment_id" },
  });
});
