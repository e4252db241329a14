import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, {
  id: "image_name",
  target: "target",
  values: "probabilities",
});
