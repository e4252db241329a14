import { mean, rocAuc } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireExactColumns,
  requireNoMissing,
  requireSameLength,
} from "@mlebench/table";
import { classes } from "./classes.js";

const columns = ["image_id", ...classes];

export const grade = defineGrader({ id: "image_id", numbers: classes }, (submission, answers) => {
  requireExactColumns(answers, columns);
  requireSameLength(submission, answers);
  requireExactColumns(submission, columns);
  for (const name of classes) requireNoMissing(submission, name);
  const aligned = alignById(submission, answers, "image_id");
  return mean(classes.map((name) => rocAuc(aligned.answers.column(name), aligned.submission.column(name))));
});
