import { labelRankingAveragePrecision } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireExactColumns,
  requireNumbers,
  requireSameLength,
  rethrowAsInvalidSubmission,
  type Table,
} from "@mlebench/table";
import { classes } from "./classes.js";

export const grade = defineGrader({ id: "fname", integers: classes }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireExactColumns(submission, ["fname", ...classes], { inOrder: true });
  const aligned = alignById(submission, answers, "fname");
  for (const name of classes) requireNumbers(submission, name);
  // NumPy has no minus for booleans, by which scikit-learn ranks.
  if (classes.every((name) => submission.dtype(name) === "bool"))
    throw submission.error("All values are booleans", { expected: "numbers" });

  const numbers = classes.map((name) => aligned.answers.numbers(name));
  const weights = Array.from(aligned.answers.numbers("Bark"), (_, row) =>
    numbers.reduce((count, column) => count + Number(column[row] > 0), 0),
  );
  // A clip without labels has no weight, and its predictions are not even looked at.
  const labeled = weights.flatMap((weight, row) => (weight > 0 ? [row] : []));
  const [truth, scores] = [aligned.answers.take(labeled), aligned.submission.take(labeled)];
  return rethrowAsInvalidSubmission(
    scores,
    () =>
      labelRankingAveragePrecision(
        columnsOf(truth),
        columnsOf(scores),
        labeled.map((row) => weights[row]),
      ),
    classes,
  );
});

const columnsOf = (table: Table) => classes.map((name) => table.column(name));
