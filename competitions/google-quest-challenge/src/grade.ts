import { meanOverColumns, spearman } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";
import { classes } from "./classes.js";

export const grade = defineMetricGrader(meanOverColumns(spearman), {
  id: "qa_id",
  matchedBy: "rank",
  target: classes,
  values: "numbers",
  exactColumns: true,
  answers: { numbers: ["qa_id"] },
});
