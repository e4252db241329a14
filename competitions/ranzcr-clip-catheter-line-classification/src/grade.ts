import { mean, rocAuc } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireColumns,
  requireNumbers,
  requireRange,
  requireSameLength,
} from "@mlebench/table";
import { classes } from "./classes.js";

export const grade = defineGrader({ id: "StudyInstanceUID", numbers: classes }, (submission, answers) => {
  requireColumns(submission, ["StudyInstanceUID", ...classes]);
  requireSameLength(submission, answers);
  for (const name of classes) {
    requireNumbers(submission, name);
    requireRange(submission, name, 0, 1);
  }
  const aligned = alignById(submission, answers, "StudyInstanceUID");
  return mean(classes.map((name) => rocAuc(aligned.answers.column(name), aligned.submission.column(name))));
});
