import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, {
  id: "BraTS21ID",
  target: "MGMT_value",
  values: "probabilities",
});
