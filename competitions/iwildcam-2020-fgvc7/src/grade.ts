import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(accuracy, {
  id: "Id",
  target: "Category",
  values: "integers",
});
