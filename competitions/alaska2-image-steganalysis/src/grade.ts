import { weightedRocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(weightedRocAuc, { id: "Id", target: "Label", values: "numbers" });
