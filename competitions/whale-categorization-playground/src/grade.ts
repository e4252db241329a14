import { meanAveragePrecisionAtK } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(mapAt5, {
  id: "Image",
  target: "Id",
  values: "as-strings",
  exactColumns: true,
});

function mapAt5(yTrue: readonly string[], yPred: readonly string[]): number {
  const whales = yTrue.map((ids) => new Set(ids.split(" ")));
  const guesses = yPred.map((ids) => ids.split(" "));
  return meanAveragePrecisionAtK(whales, guesses, 5);
}
