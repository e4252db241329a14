import { mean, meanPrecisionOverIous, parseRuns } from "@mlebench/metrics";
import {
  alignById,
  gradeTables,
  range,
  requireExactColumns,
  requireSameLength,
  requireTexts,
  type Table,
} from "@mlebench/table";
import { imageShape } from "./image-shape.js";

const columns = ["id", "rle_mask"];

export const grade = gradeTables({ id: "id", mayBeBlank: ["rle_mask"] }, (submission, answers) => {
  requireExactColumns(answers, columns);
  requireExactColumns(submission, columns);
  requireSameLength(submission, answers);
  const numbered = withTexts(submission).assign({ row: range(0, submission.length) });
  const texts = numbered.texts("rle_mask");
  // Before rows are put in order, so that the first wrong row of the file is named.
  const predictions = texts.map((text, row) => parseRuns(String(text), imageShape, { row }));
  const aligned = alignById(numbered, withTexts(answers), "id");
  const rows = aligned.submission.numbers("row");
  const scores = aligned.answers.texts("rle_mask").map((truth, i) => {
    const actual = parseRuns(String(truth), imageShape, { argument: "yTrue" });
    return meanPrecisionOverIous(actual, predictions[rows[i]]);
  });
  return mean(scores);
});

/** The table with empty text for missing values; a column must hold nothing but text and missing values. */
function withTexts(table: Table): Table {
  requireTexts(table, "id", "an id as in the sample submission");
  requireTexts(table, "rle_mask", 'runs "start length start length …", or nothing');
  const texts = columns.map((name) => [name, table.texts(name).map((text) => text ?? "")] as const);
  return table.assign(Object.fromEntries(texts));
}
