import { logLoss } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";
import { species } from "./species.js";

export const grade = defineMetricGrader(logLoss, {
  id: "id",
  target: species,
  values: "probability-rows",
  exactColumns: true,
});
