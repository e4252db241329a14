import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(accuracy, {
  id: "PassengerId",
  target: "Transported",
  values: "integers",
});
