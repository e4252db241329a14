import { accuracy, integerLabels } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

// Only the first of several categories counts.
export const grade = defineMetricGrader(
  (yTrue, yPred) => 1 - accuracy(yTrue, integerLabels(yPred, { firstWord: true })),
  { id: "id", target: "predicted", values: "integers" },
);
