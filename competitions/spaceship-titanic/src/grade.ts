import { accuracy } from "@mlebench/metrics";
import { alignLabels, defineGrader } from "@mlebench/table";

export const grade = defineGrader(
  { id: "PassengerId", wholeNumbers: ["Transported"] },
  (submission, answers) => {
    const { yTrue, yPred } = alignLabels(submission, answers, { id: "PassengerId", target: "Transported" });
    return accuracy(yTrue, yPred);
  },
);
