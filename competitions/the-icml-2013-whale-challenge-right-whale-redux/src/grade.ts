import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "clip", numbers: ["probability"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "clip", target: "probability" });
  return rocAuc(yTrue, yScore);
});
