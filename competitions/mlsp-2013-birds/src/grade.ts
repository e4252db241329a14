import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables((submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "Id", target: "Probability" });
  return rocAuc(yTrue, yScore);
});
