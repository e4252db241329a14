import { cohenKappa } from "@mlebench/metrics";
import { alignLabels, defineGrader } from "@mlebench/table";

const weights = "quadratic";

export const grade = defineGrader({ id: "id_code", wholeNumbers: ["diagnosis"] }, (submission, answers) => {
  const { yTrue, yPred } = alignLabels(submission, answers, { id: "id_code", target: "diagnosis" });
  // Refuses labels, each side under its own name.
  cohenKappa(yTrue, yPred, { weights });
  // The reference gives predictions first, which decides the last bit of a score near 0.
  return cohenKappa(yPred, yTrue, { weights });
});
