import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepareChanged } = createTestHarness(competition);

const gradeScores = (...scores: string[]): Promise<number> =>
  grade({
    submission: ["id,score", ...scores.map((score, i) => `a${i},${score}`)].join("\n"),
    answers: "id,score\na0,0.0\na1,0.25\na2,1.0\na3,0.5\n",
  });

test("a submission with equal or missing predictions has no score", async () => {
  expect(await gradeScores("0", "0", "0", "0")).toBeNaN();
  expect(await gradeScores("0", "", "1", "0.5")).toBeNaN();
});

test("predictions may have any scale; the score is the reference's", async () => {
  expect(await gradeScores("-7", "1e3", "2e6", "400")).toBeCloseTo(0.8783894471955612, 12);
});

test("a pair that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "id" },
  });
});
