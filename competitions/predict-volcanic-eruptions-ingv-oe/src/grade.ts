import { InvalidSubmissionError, roundLikePython } from "@mlebench/core";
import { meanAbsoluteError } from "@mlebench/metrics";
import {
  defineGrader,
  mergeById,
  requireColumns,
  requireSameIds,
  rethrowAsInvalidSubmission,
} from "@mlebench/table";

const [id, target] = ["segment_id", "time_to_eruption"];

/** Every row counts, also those that repeat a segment, and the score is rounded to an integer. */
export const grade = defineGrader({ id, numbers: [target] }, async (submission, answers) => {
  requireColumns(submission, [target, id]);
  requireSameIds(submission, answers, id);
  const merged = mergeById(submission, answers, id);
  const score = await rethrowAsInvalidSubmission(
    merged.submission,
    () => meanAbsoluteError(merged.answers.column(target), merged.submission.column(target)),
    target,
  );
  if (Number.isFinite(score)) return roundLikePython(score, 0);
  throw new InvalidSubmissionError("The score is infinite", { column: target, expected: "smaller numbers" });
});
