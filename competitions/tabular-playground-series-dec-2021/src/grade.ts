import { accuracy } from "@mlebench/metrics";
import { alignLabels, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "Id", wholeNumbers: ["Cover_Type"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "Id", target: "Cover_Type" });
  return accuracy(yTrue, yPred);
});
