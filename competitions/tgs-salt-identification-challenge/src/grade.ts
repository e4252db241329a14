import { mean, meanPrecisionOverIous, parseRuns } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  range,
  requireExactColumns,
  requireSameLength,
  requireStrings,
  type Table,
} from "@mlebench/table";
import { imageShape } from "./image-shape.js";

const columns = ["id", "rle_mask"];

export const grade = defineGrader({ id: "id", nullable: ["rle_mask"] }, (submission, answers) => {
  requireExactColumns(answers, columns);
  requireExactColumns(submission, columns);
  requireSameLength(submission, answers);
  const numbered = withStrings(submission).assign({ row: range(0, submission.length) });
  const texts = numbered.strings("rle_mask");
  // Before rows are put in order, so that the first wrong row of the file is named.
  const predictions = texts.map((text, row) => parseRuns(String(text), imageShape, { row }));
  const aligned = alignById(numbered, withStrings(answers), "id");
  const rows = aligned.submission.numbers("row");
  const scores = aligned.answers.strings("rle_mask").map((truth, i) => {
    const actual = parseRuns(String(truth), imageShape, { argument: "yTrue" });
    return meanPrecisionOverIous(actual, predictions[rows[i]]);
  });
  return mean(scores);
});

/** The table with empty text for missing values; a column must hold nothing but text and missing values. */
function withStrings(table: Table): Table {
  requireStrings(table, "id", "an id as in the sample submission");
  requireStrings(table, "rle_mask", 'runs "start length start length …", or nothing');
  const texts = columns.map((name) => [name, table.strings(name, { missing: "" })] as const);
  return table.assign(Object.fromEntries(texts));
}
