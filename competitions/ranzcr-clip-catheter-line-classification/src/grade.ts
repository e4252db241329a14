import { meanOverColumns, rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";
import { classes } from "./classes.js";

export const grade = defineMetricGrader(meanOverColumns(rocAuc), {
  id: "StudyInstanceUID",
  target: classes,
  values: "probabilities",
});
