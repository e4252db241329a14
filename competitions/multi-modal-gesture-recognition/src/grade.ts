import { levenshtein, parsePythonInteger, splitWords } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns, requireSameLength, type Table } from "@mlebench/table";

const id = "Id";
const target = "Sequence";

/** The reference compares integers by Python's hash: the remainder of this number. */
const hashModulus = 2n ** 61n - 1n;

export const grade = defineGrader({ id, nullable: [target] }, (submission, answers) => {
  const truths = readSequences(answers);
  requireSameLength(submission, answers);
  requireColumns(submission, [id, target]);
  const aligned = alignById(submission, answers, id);
  const predictions = readSequences(submission);
  let [edits, gestures] = [0, 0];
  for (let row = 0; row < answers.length; row++) {
    const truth = truths[aligned.answers.fileRow(row, target)];
    edits += levenshtein(truth, predictions[aligned.submission.fileRow(row, target)]);
    gestures += truth.length;
  }
  return edits / gestures;
});

/** The sequences of a file, in its order, so that the first wrong row is named. */
function readSequences(table: Table): number[][] {
  // If every row holds one number, a row without any turns 5 into 5.0: that row is the wrong one.
  const { dtype, values } = table.column(target);
  const fraction = dtype === "float64" ? values.findIndex((value) => !Number.isInteger(value)) : -1;
  const texts = table.strings(target, { missing: "nan" });
  return texts.map((text, row) =>
    splitWords(text).map((word) => {
      const integer = parsePythonInteger(word);
      if (integer !== undefined) return Number(integer % hashModulus);
      const wrong = Math.max(row, fraction);
      throw table.error(texts[wrong] === "nan" ? "Missing value" : "Invalid sequence", {
        row: wrong + 1,
        column: target,
        expected: "integers, separated by spaces",
        hint:
          dtype === "float64"
            ? "In a column of single numbers, one decimal point counts for all."
            : undefined,
      });
    }),
  );
}
