import { meanWordJaccard } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(meanWordJaccard, {
  id: "textID",
  target: "selected_text",
  values: "as-strings",
  missing: "",
});
