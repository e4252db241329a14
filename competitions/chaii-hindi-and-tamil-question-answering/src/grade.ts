import { jaccardOfLabelSets, splitWords } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

const wordsOf = (texts: readonly string[]): string[][] => texts.map((text) => splitWords(text.toLowerCase()));

export const grade = defineMetricGrader(
  (yTrue, yPred) => jaccardOfLabelSets(wordsOf(yTrue), wordsOf(yPred), { average: "samples" }),
  {
    id: "id",
    target: "PredictionString",
    values: "strings",
    missing: "",
    answers: { nullable: ["PredictionString"] },
  },
);
