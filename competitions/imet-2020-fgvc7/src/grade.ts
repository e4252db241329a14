import { f1OfLabelSets, splitWords } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(f1, {
  id: "id",
  target: "attribute_ids",
  values: "strings",
  missing: "",
});

function f1(yTrue: readonly string[], yPred: readonly string[]): number {
  const truths = yTrue.map(splitWords);
  // Attributes that no answer has count for nothing, neither for nor against.
  return f1OfLabelSets(truths, yPred.map(splitWords), { classes: new Set(truths.flat()) });
}
