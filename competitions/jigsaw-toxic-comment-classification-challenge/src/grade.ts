import { rocAuc, toFiniteFloats } from "@mlebench/metrics";
import {
  alignById,
  compareText,
  defineGrader,
  mergeById,
  requireExactColumns,
  requireSameLength,
  type Table,
} from "@mlebench/table";
import { classes } from "./classes.js";

const kindsOf = (table: Table) => table.names.filter((name) => name !== "id");

/** Whether each row counts: those that Kaggle left out have -1 throughout. */
function countsOf(answers: Table): boolean[] {
  const columns = classes.map((name) => answers.numbers(name));
  return Array.from({ length: answers.length }, (_, row) => {
    return columns.reduce((sum, values) => sum + values[row], 0) >= 0;
  });
}

/** Rows by ascending id; where ids repeat, as pandas' `sort_index` leaves them, which sorts nothing that is sorted. */
function rowsById(table: Table): Uint32Array {
  const ids = table.strings("id");
  const sorted = ids.every((id, row) => row === 0 || compareText(ids[row - 1] ?? "", id ?? "") <= 0);
  return sorted ? Uint32Array.from(ids.keys()) : table.sortOrder("id");
}

/**
 * The reference drops what does not count from either table by itself and then pairs rows by position among the sorted
 * ids, and columns by position too: repeated ids pass when as many rows remain, and exchanged columns are not noticed.
 */
export const grade = defineGrader({ id: "id", numbers: classes }, (submission, answers) => {
  requireExactColumns(submission, ["id", ...classes]);
  requireSameLength(submission, answers);
  // The answer to each row of the submission.
  const own = mergeById(answers, submission, "id").submission;
  const counts = countsOf(own);
  const sorted = answers.take(rowsById(answers));
  const sortedCounts = countsOf(sorted);
  const truth = sorted.filter((row) => sortedCounts[row]);
  const rows = rowsById(submission).filter((row) => counts[row]);
  // Unknown or unevenly repeated ids: this says which.
  if (own.length !== submission.length || rows.length !== truth.length) alignById(submission, answers, "id");

  const scores = kindsOf(submission).map((name) => {
    const { dtype, values } = submission.column(name);
    // What does not count may be anything.
    const checked = Array.from(values, (value, row) => (counts[row] ? value : 0));
    const floats = toFiniteFloats("yPred", { dtype, values: checked });
    return Float64Array.from(rows, (row) => floats[row]);
  });
  const labels = kindsOf(truth).map((name) => truth.column(name));
  return rocAuc(labels, scores);
});
