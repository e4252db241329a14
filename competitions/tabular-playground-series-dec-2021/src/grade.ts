import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(accuracy, { id: "Id", target: "Cover_Type", values: "integers" });
