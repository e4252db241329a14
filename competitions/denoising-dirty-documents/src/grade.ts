import { rootMeanSquaredError, toFiniteFloats } from "@mlebench/metrics";
import { defineGrader, matchById, requireColumns, requireSameLength } from "@mlebench/table";

export const grade = defineGrader({ id: "id", numbers: ["value"] }, (submission, answers) => {
  requireColumns(submission, ["id", "value"]);
  requireSameLength(submission, answers);
  const values = toFiniteFloats("yPred", submission.column("value"));
  const aligned = matchById(submission.assign({ value: { dtype: "float64", values } }), answers, "id");
  return rootMeanSquaredError(aligned.answers.column("value"), aligned.submission.column("value"));
});
