import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: ["PredictionString"] });

const { grade } = createTestHarness(competition);

const gradeAnswers = (answers: readonly string[], predictions: readonly string[]): Promise<number> => {
  const file = (cells: readonly string[]): string =>
    ["id,PredictionString", ...cells.map((cell, i) => `a${i},${cell}`)].join("\n");
  return grade({ submission: file(predictions), answers: file(answers) });
};

// The scores are the reference's.
test.each([
  ["two empty answers count as 0", ["யமுனா ஆறு", "nan"], ["யமுனா  ஆறு", ""], 0.5],
  ["numbers beside a text are text", ["1376 किमी", "1947"], ["1376", "१९४७"], 0.25],
  ["a missing answer is empty", ["ab", "c d"], ["", ""], 0],
  ["a zero-width character belongs to the word", ["क ख", "c"], ["क\u200c ख", "c"], 0.6666666666666666],
])("%s", async (_, answers, predictions, score) => {
  expect(await gradeAnswers(answers, predictions)).toBeCloseTo(score, 12);
});

test("predictions that all are numbers are invalid, also beside empty ones", async () => {
  for (const predictions of [
    ["1376", "1947"],
    ["", "1947"],
    ["True", "False"],
  ]) {
    await expect(gradeAnswers(["1376 किमी", "1947"], predictions)).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { column: "PredictionString" },
    });
  }
});
