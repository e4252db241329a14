import { f1, integerLabels } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(
  (yTrue, yPred) => f1(yTrue, integerLabels(yPred), { average: "macro" }),
  { id: "Id", target: "Category", values: "integers" },
);
