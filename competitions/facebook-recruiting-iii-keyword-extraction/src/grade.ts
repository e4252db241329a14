import { f1OfLabelSets, splitWords } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

// Tags that read as missing, such as the tag "null" alone, are no tags on either side.
export const grade = defineMetricGrader(f1, {
  id: "Id",
  target: "Tags",
  values: "strings",
  missing: "",
  answers: { nullable: ["Tags"] },
});

function f1(yTrue: readonly string[], yPred: readonly string[]): number {
  const truths = yTrue.map(splitWords);
  // Tags that no answer has count for nothing, neither for nor against.
  return f1OfLabelSets(truths, yPred.map(splitWords), { classes: new Set(truths.flat()) });
}
