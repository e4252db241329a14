import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "id", numbers: ["target"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "id", target: "target" });
  return rocAuc(yTrue, yScore);
});
