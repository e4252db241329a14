import { probabilisticFbeta } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(probabilisticFbeta, {
  id: "prediction_id",
  target: "cancer",
  values: "numbers",
});
