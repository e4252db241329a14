import { pearson } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(pearson, { id: "id", target: "score", values: "numbers" });
