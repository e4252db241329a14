import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "id", numbers: ["label"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "id", target: "label" });
  return rocAuc(yTrue, yScore);
});
