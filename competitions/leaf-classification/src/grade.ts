import { logLoss } from "@mlebench/metrics";
import {
  alignOneHot,
  defineGrader,
  requireExactColumns,
  requireProbabilityRows,
  requireSameLength,
} from "@mlebench/table";
import { species } from "./species.js";

const columns = ["id", ...species];

export const grade = defineGrader({ id: "id", numbers: species }, (submission, answers) => {
  requireExactColumns(answers, columns);
  requireExactColumns(submission, columns);
  requireSameLength(submission, answers);
  requireProbabilityRows(submission, species);
  const { yTrue, yPred } = alignOneHot(submission, answers, "id");
  return logLoss(yTrue, yPred);
});
