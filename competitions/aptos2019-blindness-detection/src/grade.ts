import { cohenKappa } from "@mlebench/metrics";
import { alignById, gradeTables, requireColumns, requireSameLength } from "@mlebench/table";

const weights = "quadratic";

export const grade = gradeTables((submission, answers) => {
  requireColumns(submission, ["id_code", "diagnosis"]);
  requireSameLength(submission, answers);
  // Complains about labels while their rows are those of the file, each side under its own name.
  cohenKappa(answers.column("diagnosis"), submission.column("diagnosis"), { weights });
  const aligned = alignById(submission, answers, "id_code");
  // The reference gives predictions first, which decides the last bit of a score near 0.
  return cohenKappa(aligned.submission.column("diagnosis"), aligned.answers.column("diagnosis"), { weights });
});
