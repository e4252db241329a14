import { f1OfLabelSets, splitWords } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireColumns,
  requireSameLength,
  requireStrings,
  type Table,
} from "@mlebench/table";

const columns = ["image", "labels"];

export const grade = defineGrader({ id: "image", strings: ["labels"] }, (submission, answers) => {
  requireColumns(submission, columns);
  requireSameLength(submission, answers);
  requireStrings(submission, "labels", "names of labels, separated by spaces");
  const aligned = alignById(submission, answers, "image");
  const yTrue = labelSets(aligned.answers);
  // Labels that no answer has count for nothing, neither for nor against.
  return f1OfLabelSets(yTrue, labelSets(aligned.submission), { classes: new Set(yTrue.flat()) });
});

function labelSets(table: Table): string[][] {
  return table.strings("labels").map((text) => splitWords(text ?? ""));
}
