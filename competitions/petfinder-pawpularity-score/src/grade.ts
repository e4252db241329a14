import { rootMeanSquaredError } from "@mlebench/metrics";
import { defineMetricGrader, requireNoMissing, requireNumbers, requireRange } from "@mlebench/table";

export const grade = defineMetricGrader(rootMeanSquaredError, {
  id: "Id",
  target: "Pawpularity",
  values: "numbers",
  check(submission) {
    requireNumbers(submission, "Pawpularity");
    requireNoMissing(submission, "Pawpularity");
    requireRange(submission, "Pawpularity", 1, 100);
  },
});
