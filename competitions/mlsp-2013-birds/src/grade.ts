import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "Id", numbers: ["Probability"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "Id", target: "Probability" });
  return rocAuc(yTrue, yScore);
});
