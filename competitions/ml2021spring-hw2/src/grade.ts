import { accuracy } from "@mlebench/metrics";
import { alignLabels, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "Id", wholeNumbers: ["ClassId"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "Id", target: "ClassId" });
  return accuracy(yTrue, yPred);
});
