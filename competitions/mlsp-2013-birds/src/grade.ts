import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "Id", numbers: ["Probability"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "Id", target: "Probability" });
  return rocAuc(yTrue, yScore);
});
