import { logLoss } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireExactColumns,
  requireProbabilityRows,
  requireSameLength,
  type Table,
} from "@mlebench/table";
import { authors } from "./authors.js";

const columnsOf = (table: Table) => authors.map((name) => table.column(name));

export const grade = defineGrader({ id: "id", numbers: authors }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireExactColumns(submission, ["id", ...authors]);
  const [first, ...rest] = submission.names;
  if (first !== "id") {
    throw submission.error("The first column must be `id`", {
      column: first,
      expected: `the columns in the order id, ${authors.join(", ")}`,
    });
  }
  requireProbabilityRows(submission, rest);
  const aligned = alignById(submission, answers, "id");
  return logLoss(columnsOf(aligned.answers), columnsOf(aligned.submission));
});
