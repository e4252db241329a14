import { logLoss } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(logLoss, {
  id: "id",
  target: "is_iceberg",
  values: "probabilities",
});
