import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "id", numbers: ["label"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "id", target: "label" });
  return rocAuc(yTrue, yScore);
});
