import { accuracy } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(accuracy, { id: "image_id", target: "label", values: "integers" });
