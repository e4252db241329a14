import { accuracy } from "@mlebench/metrics";
import { alignLabels, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "Id", wholeNumbers: ["ClassId"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "Id", target: "ClassId" });
  return accuracy(yTrue, yPred);
});
