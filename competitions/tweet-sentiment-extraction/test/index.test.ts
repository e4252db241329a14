import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade } = createTestHarness(competition);

const gradeWords = (answers: readonly string[], words: readonly string[]): Promise<number> => {
  const file = (cells: readonly string[]): string =>
    ["textID,selected_text", ...cells.map((cell, i) => `a${i},${cell}`)].join("\n");
  return grade({ submission: file(words), answers: file(answers) });
};

// The scores are the reference's.
test.each([
  ["words are compared without case, order, and repetition", ["So  good", "x"], ["GOOD so so", "x"], 1],
  ["punctuation belongs to the word", ["so good!", "x"], ["so good", "x"], 0.6666666666666666],
  ["a no-break space separates words", ["so good", "x"], ["so\u00a0good", "x"], 1],
  ["numbers in a column without holes are integers", ["5", "7 x"], ["5", "7"], 0.75],
  ["numbers in a column with a hole are floats", ["5", "7 x"], ["5", ""], 0],
  ["NA alone is a hole", ["x", "NA x"], ["x", "NA"], 0.5],
])("%s", async (_, answers, words, score) => {
  expect(await gradeWords(answers, words)).toBeCloseTo(score, 12);
});

test("a tweet without words on both sides is invalid; only the prediction's row is named", async () => {
  await expect(gradeWords(["x", "\u00a0", "y"], ["x", "nan", ""])).rejects.toMatchObject({
    name: "InvalidSubmissionError",
    details: { row: 2, column: "selected_text" },
  });
});
