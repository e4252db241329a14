import { cohenKappa, type Labels } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(quadraticKappa, {
  id: "essay_id",
  target: "score",
  values: "integers",
});

function quadraticKappa(yTrue: Labels, yPred: Labels): number {
  const options = { weights: "quadratic" } as const;
  // Rejects invalid labels, each side under its own name.
  cohenKappa(yTrue, yPred, options);
  // The reference gives predictions first, which decides the last bit of a score near 0.
  return cohenKappa(yPred, yTrue, options);
}
