import { accuracy, type Labels, labelsFromList } from "@mlebench/metrics";
import {
  alignById,
  type Cell,
  type Column,
  defineGrader,
  requireColumns,
  requireNoMissing,
} from "@mlebench/table";

const columns = ["image_id", "label"];

export const grade = defineGrader({ id: "image_id", classes: ["label"] }, (submission, answers) => {
  for (const name of answers.names) requireNoMissing(answers, name);
  requireColumns(submission, columns);
  const aligned = alignById(submission, answers, "image_id");
  return accuracy(aligned.answers.column("label"), withoutGaps(aligned.submission.column("label")));
});

/** A missing label counts as empty text, beside which numbers count as text as well. */
function withoutGaps(column: Column): Labels {
  const cells = Array.from(column.values as ArrayLike<Cell>, (cell) =>
    cell === null || Number.isNaN(cell) ? "" : cell,
  );
  return column.dtype === "object" || cells.includes("") ? labelsFromList(cells) : column;
}
