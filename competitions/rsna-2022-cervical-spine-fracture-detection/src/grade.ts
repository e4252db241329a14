import { weightedMultiLabelLogLoss } from "@mlebench/metrics";
import {
  alignById,
  type Column,
  defineGrader,
  requireColumns,
  requireProbabilities,
  requireSameLength,
  takeColumn,
} from "@mlebench/table";

const labels = ["patient_overall", "C1", "C2", "C3", "C4", "C5", "C6", "C7"];
const weights = { positive: [14, 2, 2, 2, 2, 2, 2, 2], negative: [7, 1, 1, 1, 1, 1, 1, 1] };

export const grade = defineGrader({ id: "row_id", numbers: ["fractured"] }, (submission, answers) => {
  const outside = answers.numbers("fractured").findIndex((value) => value !== 0 && value !== 1);
  if (outside !== -1)
    throw answers.error("A label is neither 0 nor 1", { row: outside + 1, column: "fractured" });
  requireColumns(submission, ["row_id", "fractured"]);
  requireSameLength(submission, answers);
  requireProbabilities(submission, "fractured");
  const aligned = alignById(submission, answers, "row_id");

  // Sorted by row_id, the studies come in the same order under every label.
  const ids = aligned.answers.strings("row_id");
  const rows = labels.map((label) =>
    Uint32Array.from(ids.keys()).filter((row) => ids[row]?.endsWith(`_${label}`)),
  );
  if (rows.some(({ length }) => length * labels.length !== answers.length)) {
    const expected = `${labels.length} rows for each study`;
    throw answers.error("Missing row of a study", { column: "row_id", expected });
  }
  const byLabel = (column: Column): Column[] => rows.map((some) => takeColumn(column, some));
  return weightedMultiLabelLogLoss(
    byLabel(aligned.answers.column("fractured")),
    byLabel(aligned.submission.column("fractured")),
    weights,
  );
});
