import { logLoss } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";
import { breeds } from "./breeds.js";

export const grade = defineMetricGrader(logLoss, { id: "id", target: breeds, values: "probability-rows" });
