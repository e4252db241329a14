import { mean, meanPrecisionOverIous, parseRuns } from "@mlebench/metrics";
import { alignById, gradeTables, requireExactColumns, requireSameLength, type Table } from "@mlebench/table";
import { imageShape } from "./image-shape.js";

const columns = ["id", "rle_mask"];

export const grade = gradeTables((submission, answers) => {
  requireExactColumns(answers, columns);
  requireExactColumns(submission, columns);
  requireSameLength(submission, answers);
  const rowNumbers = {
    dtype: "int64",
    values: Float64Array.from({ length: submission.length }, (_, i) => i),
  } as const;
  const aligned = alignById(withTexts(submission).assign({ row: rowNumbers }), withTexts(answers), "id");
  const predictions = aligned.submission.texts("rle_mask");
  const rows = aligned.submission.numbers("row");
  const scores = aligned.answers.texts("rle_mask").map((truth, i) => {
    const predicted = parseRuns(String(predictions[i]), imageShape, { row: rows[i] });
    return meanPrecisionOverIous(parseRuns(String(truth), imageShape, { argument: "yTrue" }), predicted);
  });
  return mean(scores);
});

/** The table with empty text for missing values; a column must hold nothing but text and missing values. */
function withTexts(table: Table): Table {
  const texts = columns.map((name) => {
    const { dtype, values } = table.column(name);
    const row = Array.from<unknown>(values as ArrayLike<unknown>).findIndex(
      (value) => typeof value !== "string" && value !== null && !Number.isNaN(value),
    );
    if (row !== -1) {
      const kind = dtype === "bool" ? "a boolean" : "a number";
      throw table.error(`A value is ${kind}`, {
        row: row + 1,
        column: name,
        expected:
          name === "id"
            ? "an id as in the sample submission"
            : 'runs "start length start length …", or nothing',
      });
    }
    return [name, table.texts(name).map((text) => text ?? "")] as const;
  });
  return table.assign(Object.fromEntries(texts));
}
