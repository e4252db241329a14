import { boxAveragePrecision3d } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireColumns,
  requireSameLength,
  requireStrings,
  rethrowAsInvalidSubmission,
} from "@mlebench/table";
import { readBoxes, target } from "./boxes.js";

const id = "Id";

export const grade = defineGrader({ id, strings: [target] }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireColumns(submission, [id, target]);
  requireStrings(submission, target, "boxes, or nothing");
  const aligned = alignById(submission, answers, id);
  // Read in the order of the file, so that the first wrong row is named.
  const boxes = readBoxes(submission);
  const yPred = boxes.map((_, row) => boxes[aligned.submission.fileRow(row, target)]);
  const yTrue = readBoxes(aligned.answers);
  return rethrowAsInvalidSubmission(aligned.submission, () => boxAveragePrecision3d(yTrue, yPred), target);
});
