import { parsePythonInteger, splitWords } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns } from "@mlebench/table";
import { readAnswers } from "./answers.js";

const schema = { id: "example_id", strings: ["answers"], read: readAnswers };

// F1 of two classes, averaged over both, is the share of predictions that are right.
export const grade = defineGrader(schema, (submission, answers) => {
  requireColumns(submission, ["example_id", "PredictionString"]);
  alignById(submission, answers, "example_id");
  const right = answers.strings("answers", { missing: "" });
  const rightById = new Map(answers.strings("example_id").map((id, row) => [id, right[row]]));
  const ids = submission.strings("example_id");
  let correct = 0;
  for (const [row, text] of submission.strings("PredictionString", { missing: "" }).entries()) {
    const prediction = readPrediction(text);
    if (prediction === undefined) {
      const expected = "`START:END`, `YES`, `NO`, or nothing";
      throw submission.error("Invalid prediction", { row: row + 1, column: "PredictionString", expected });
    }
    if ((rightById.get(ids[row]) as string).split(" ").includes(prediction)) correct++;
  }
  return correct / submission.length;
});

/** A prediction as the answers spell it; undefined if it is none. */
function readPrediction(text: string): string | undefined {
  const words = splitWords(text);
  const parts = text.split(":");
  if (parts.length !== 2)
    return words.length === 0 ? "" : ["YES", "NO"].find((word) => word === words.join(" "));
  const [start, end] = parts.map(readInteger);
  return start === undefined || end === undefined ? undefined : `${start}:${end}`;
}

/** Python's `int`, which white space around does not matter to. */
function readInteger(text: string): bigint | undefined {
  const [word, ...more] = splitWords(text);
  return word === undefined || more.length > 0 ? undefined : parsePythonInteger(word);
}
