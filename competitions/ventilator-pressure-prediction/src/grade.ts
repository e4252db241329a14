import { meanAbsoluteError } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns, rethrowAsInvalidSubmission } from "@mlebench/table";

export const grade = defineGrader({ id: "id", numbers: ["pressure", "u_out"] }, (submission, answers) => {
  requireColumns(submission, ["id", "pressure"]);
  const aligned = alignById(submission, answers, "id");
  // The expiratory phase, with the valve to the outside open, is not scored.
  const valve = aligned.answers.numbers("u_out");
  const isScored = (row: number): boolean => valve[row] === 0;
  const [given, wanted] = [aligned.submission, aligned.answers].map((table) => table.filter(isScored));
  const score = () => meanAbsoluteError(wanted.column("pressure"), given.column("pressure"));
  return rethrowAsInvalidSubmission(given, score, "pressure");
});
