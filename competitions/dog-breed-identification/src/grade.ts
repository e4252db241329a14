import { logLoss } from "@mlebench/metrics";
import {
  alignOneHot,
  defineGrader,
  requireColumns,
  requireProbabilityRows,
  requireSameLength,
} from "@mlebench/table";
import { breeds } from "./breeds.js";

const columns = ["id", ...breeds];

export const grade = defineGrader({ id: "id", numbers: breeds }, (submission, answers) => {
  requireColumns(submission, columns);
  requireSameLength(submission, answers);
  requireProbabilityRows(submission, breeds);
  const { yTrue, yPred } = alignOneHot(submission, answers, "id");
  return logLoss(yTrue, yPred);
});
