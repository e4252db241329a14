import { probabilisticFbeta } from "@mlebench/metrics";
import { defineMetricGrader, requireNumbers } from "@mlebench/table";

export const grade = defineMetricGrader(probabilisticFbeta, {
  id: "prediction_id",
  target: "cancer",
  values: "numbers",
  // Python compares no text with numbers, not even text that reads as a number.
  check: (submission) => requireNumbers(submission, "cancer"),
});
