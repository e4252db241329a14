import { roundLikeNumpy } from "@mlebench/core";
import { logLoss } from "@mlebench/metrics";
import { defineMetricGrader, type Table } from "@mlebench/table";
import { winners } from "./winners.js";

export const grade = defineMetricGrader(logLoss, {
  id: "id",
  target: winners,
  values: "numbers",
  range: [0, 1],
  check: requireUnitSums,
});

/** Unlike the graders of other competitions, the reference's has rows sum to 1 after rounding to 6 decimals. */
function requireUnitSums(submission: Table): void {
  const [a, b, tie] = winners.map((name) => submission.numbers(name));
  const row = a.findIndex((value, i) => roundLikeNumpy(value + b[i] + tie[i], 6) !== 1);
  if (row === -1) return;
  const sum = Number((a[row] + b[row] + tie[row]).toPrecision(8));
  throw submission.error(`Probabilities of the row sum to ${sum}`, {
    row: row + 1,
    expected: "a sum of 1, rounded to 6 decimals, over the 3 class columns",
  });
}
