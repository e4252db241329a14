import { f1, integerLabels } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(
  (yTrue, yPred) => f1(yTrue, integerLabels(yPred), { average: "macro" }),
  // Counts are the same in any order.
  { id: "Id", target: "Predicted", values: "integers", sorted: false },
);
