import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "name", numbers: ["invasive"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "name", target: "invasive" });
  return rocAuc(yTrue, yScore);
});
