import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "Comment", numbers: ["Insult"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "Comment", target: "Insult" });
  return rocAuc(yTrue, yScore);
});
