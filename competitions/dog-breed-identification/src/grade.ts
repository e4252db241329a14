import { logLoss } from "@mlebench/metrics";
import {
  alignOneHot,
  gradeTables,
  requireColumns,
  requireProbabilityRows,
  requireSameLength,
} from "@mlebench/table";
import { breeds } from "./breeds.js";

const columns = ["id", ...breeds];

export const grade = gradeTables({ id: "id", numbers: breeds }, (submission, answers) => {
  requireColumns(submission, columns);
  requireSameLength(submission, answers);
  requireProbabilityRows(submission, breeds);
  const { yTrue, yPred } = alignOneHot(submission, answers, "id");
  return logLoss(yTrue, yPred);
});
