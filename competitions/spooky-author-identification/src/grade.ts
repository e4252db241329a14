import { logLoss } from "@mlebench/metrics";
import {
  alignOneHot,
  defineGrader,
  requireExactColumns,
  requireProbabilityRows,
  requireSameLength,
} from "@mlebench/table";
import { authors } from "./authors.js";

export const grade = defineGrader({ id: "id", numbers: authors }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireExactColumns(submission, ["id", ...authors]);
  const [first, ...rest] = submission.names;
  if (first !== "id") {
    throw submission.error("The first column is not the id", {
      column: first,
      expected: `the columns in the order id, ${authors.join(", ")}`,
    });
  }
  requireProbabilityRows(submission, rest);
  const { yTrue, yPred } = alignOneHot(submission, answers, "id");
  return logLoss(yTrue, yPred);
});
