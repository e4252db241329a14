import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, { id: "id", target: ["EC1", "EC2"], values: "numbers" });
