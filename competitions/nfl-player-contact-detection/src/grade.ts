import { matthewsCorrelation } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(matthewsCorrelation, {
  id: "contact_id",
  target: "contact",
  values: "integers",
});
