import { rocAuc } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(rocAuc, {
  id: "request_id",
  target: "requester_received_pizza",
  values: "probabilities",
});
