import { f1, type Labels, labelsFromList } from "@mlebench/metrics";
import { alignById, type Column, defineGrader, requireColumns } from "@mlebench/table";

const columns = ["file", "species"];

export const grade = defineGrader({ id: "file", classes: ["species"] }, (submission, answers) => {
  requireColumns(submission, columns);
  const aligned = alignById(submission, answers, "file");
  const yTrue = asList(aligned.answers.column("species"));
  const yPred = asList(aligned.submission.column("species"));
  return f1(yTrue, yPred, { average: "micro" });
});

/** Beside text, whatever is missing or no text counts as text too. */
function asList(column: Column): Labels {
  return column.dtype === "object" ? labelsFromList(column.values) : column;
}
