import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(accuracy, {
  id: "_id",
  target: "category_id",
  values: "integers",
});
