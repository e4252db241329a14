import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "id", numbers: ["has_cactus"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "id", target: "has_cactus" });
  return rocAuc(yTrue, yScore);
});
