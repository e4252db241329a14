import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "id", numbers: ["has_cactus"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "id", target: "has_cactus" });
  return rocAuc(yTrue, yScore);
});
