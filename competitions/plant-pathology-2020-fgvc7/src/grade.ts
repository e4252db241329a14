import { meanOverColumns, rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";
import { classes } from "./classes.js";

export const grade = defineMetricGrader(meanOverColumns(rocAuc), {
  id: "image_id",
  target: classes,
  values: "numbers",
  exactColumns: true,
});
