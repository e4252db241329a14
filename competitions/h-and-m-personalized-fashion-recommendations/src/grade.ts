import { meanAveragePrecisionAtK } from "@mlebench/metrics";
import {
  defineGrader,
  requireAllIds,
  requireExactColumns,
  requireNoMissing,
  type Table,
} from "@mlebench/table";

const columns = ["customer_id", "prediction"];

export const grade = defineGrader({ id: "customer_id", nullable: ["prediction"] }, (submission, answers) => {
  for (const table of [answers, submission]) requireExactColumns(table, columns);
  requireNoMissing(answers, "prediction");
  requireAllIds(submission, answers, "customer_id");
  const known = new Set(answers.strings("customer_id", { missing: "nan" }));
  const truths = articlesByCustomer(answers);
  // Rows are paired by position, so a customer who is repeated moves all that follow; surplus rows are dropped.
  const predictions = articlesByCustomer(submission.whereIn("customer_id", known)).slice(0, truths.length);
  return meanAveragePrecisionAtK(
    truths.map((articles) => new Set(articles)),
    predictions,
    12,
  );
});

/** The articles of each row, in ascending order of the customers. */
function articlesByCustomer(table: Table): string[][] {
  const sorted = table.sortBy("customer_id");
  return sorted.strings("prediction", { missing: "nan" }).map((articles) => articles.split(" "));
}
