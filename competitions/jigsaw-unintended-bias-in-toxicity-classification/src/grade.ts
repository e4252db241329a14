import { biasWeightedAuc } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns, requireNumbers, type Table } from "@mlebench/table";
import { identities } from "./identities.js";

const schema = { id: "id", numbers: ["toxicity"], nullable: identities };

/** A prediction that is missing counts as not toxic, so only text is invalid. */
export const grade = defineGrader(schema, (submission, answers) => {
  const target = submission.has("toxicity") ? "toxicity" : "prediction";
  requireColumns(submission, ["id", target]);
  requireOneTarget(submission);
  requireNumbers(submission, target);
  const aligned = alignById(submission, answers, "id");
  const members = identities.map((name) => aligned.answers.column(name));
  return biasWeightedAuc(aligned.answers.column("toxicity"), aligned.submission.column(target), members);
});

/** The reference takes a column of the answers' name for the predictions, and fails where there are both. */
function requireOneTarget(submission: Table): void {
  if (!submission.has("toxicity") || !submission.has("prediction")) return;
  throw submission.error("Two columns of predictions", {
    column: "toxicity",
    expected: "either `prediction` or `toxicity`",
  });
}
