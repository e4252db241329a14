import { weightedMultiLabelLogLoss } from "@mlebench/metrics";
import {
  alignById,
  gradeTables,
  requireColumns,
  requireNoMissing,
  requireNumbers,
  requireRange,
  requireSameLength,
} from "@mlebench/table";

const labels = ["patient_overall", "C1", "C2", "C3", "C4", "C5", "C6", "C7"];
const weights = { positive: [14, 2, 2, 2, 2, 2, 2, 2], negative: [7, 1, 1, 1, 1, 1, 1, 1] };

export const grade = gradeTables((submission, answers) => {
  requireColumns(submission, ["row_id", "fractured"]);
  requireSameLength(submission, answers);
  requireNumbers(submission, "fractured");
  requireNoMissing(submission, "fractured");
  requireRange(submission, "fractured", 0, 1);
  const outside = answers.numbers("fractured").findIndex((value) => value !== 0 && value !== 1);
  if (outside !== -1)
    throw answers.error("A label is neither 0 nor 1", { row: outside + 1, column: "fractured" });

  const aligned = alignById(submission, answers, "row_id");
  // Sorted by row_id, the studies come in the same order under every label.
  const ids = aligned.answers.texts("row_id");
  const rows = labels.map((label) =>
    Uint32Array.from(ids.keys()).filter((row) => ids[row]?.endsWith(`_${label}`)),
  );
  if (rows.some(({ length }) => length * labels.length !== answers.length)) {
    throw answers.error("A study lacks a row", {
      column: "row_id",
      expected: `${labels.length} rows for each study`,
    });
  }
  return weightedMultiLabelLogLoss(
    rows.map((some) => aligned.answers.take(some).column("fractured")),
    rows.map((some) => aligned.submission.take(some).column("fractured")),
    weights,
  );
});
