import { accuracy } from "@mlebench/metrics";
import { alignLabels, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "PhraseId", wholeNumbers: ["Sentiment"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "PhraseId", target: "Sentiment" });
  return accuracy(yTrue, yPred);
});
