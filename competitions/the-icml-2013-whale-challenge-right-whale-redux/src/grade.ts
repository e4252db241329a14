import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "clip", numbers: ["probability"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "clip", target: "probability" });
  return rocAuc(yTrue, yScore);
});
