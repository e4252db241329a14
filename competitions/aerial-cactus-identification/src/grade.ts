import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, { id: "id", target: "has_cactus", values: "probabilities" });
