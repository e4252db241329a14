import { meanColumnwiseRootMeanSquaredError } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireColumns,
  requireSameLength,
  rethrowAsInvalidSubmission,
} from "@mlebench/table";
import { conditions, scoredConditions } from "./columns.js";

const id = "id_seqpos";

export const grade = defineGrader({ id, numbers: [...conditions, "keep"] }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireColumns(submission, [id, ...conditions]);
  const aligned = alignById(submission, answers, id);
  // As in the reference, a row of the submission counts if the answers keep the row at its place in the file. These are
  // the measured positions only if the rows are in the order of the sample submission.
  const isKept = answers.numbers("keep");
  const kept = [aligned.answers, aligned.submission].map((table) =>
    table.filter((row) => isKept[table.fileRow(row)] === 1),
  );
  const [yTrue, yPred] = kept.map((table) => scoredConditions.map((name) => table.column(name)));
  return rethrowAsInvalidSubmission(
    kept[1],
    () => meanColumnwiseRootMeanSquaredError(yTrue, yPred),
    scoredConditions,
  );
});
