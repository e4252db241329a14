import { meanLevenshtein } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(meanLevenshtein, {
  id: "image_id",
  target: "InChI",
  values: "as-strings",
});
