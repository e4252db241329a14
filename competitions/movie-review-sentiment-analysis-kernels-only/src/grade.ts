import { accuracy } from "@mlebench/metrics";
import { alignLabels, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "PhraseId", wholeNumbers: ["Sentiment"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "PhraseId", target: "Sentiment" });
  return accuracy(yTrue, yPred);
});
