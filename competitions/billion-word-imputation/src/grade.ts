import { meanLevenshtein } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(meanLevenshtein, { id: "id", target: "sentence", values: "strings" });
