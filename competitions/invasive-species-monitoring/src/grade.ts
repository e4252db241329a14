import { rocAuc } from "@mlebench/metrics";
import { alignScores, gradeTables } from "@mlebench/table";

export const grade = gradeTables({ id: "name", numbers: ["invasive"] }, (submission, answers) => {
  const { yTrue, yScore } = alignScores(submission, answers, { id: "name", target: "invasive" });
  return rocAuc(yTrue, yScore);
});
