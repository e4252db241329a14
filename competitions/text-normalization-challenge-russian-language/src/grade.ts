import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

// "NA" and an empty cell both read as missing, and missing cells equal each other.
export const grade = defineMetricGrader(accuracy, {
  id: "id",
  target: "after",
  values: "as-strings",
  answers: { nullable: ["after"] },
});
