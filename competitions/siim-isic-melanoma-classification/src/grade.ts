import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "image_name", numbers: ["target"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "image_name", target: "target" });
  return rocAuc(yTrue, yScore);
});
