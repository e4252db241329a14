import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, { id: "Id", target: "Probability", values: "probabilities" });
