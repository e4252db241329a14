import { rootMeanSquaredError } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rootMeanSquaredError, {
  id: "Id",
  target: "Pawpularity",
  values: "numbers",
  range: [1, 100],
});
