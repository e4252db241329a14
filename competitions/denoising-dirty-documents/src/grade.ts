import { rootMeanSquaredError } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rootMeanSquaredError, {
  id: "id",
  target: "value",
  values: "numbers",
  sorted: false,
});
