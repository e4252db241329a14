import { accuracy } from "@mlebench/metrics";
import { alignLabels, gradeTables } from "@mlebench/table";

export const grade = gradeTables(
  { id: "PassengerId", wholeNumbers: ["Transported"] },
  (submission, answers) => {
    const { yTrue, yPred } = alignLabels(submission, answers, { id: "PassengerId", target: "Transported" });
    return accuracy(yTrue, yPred);
  },
);
