import { f1OfLabelSets, splitWords } from "@mlebench/metrics";
import {
  alignById,
  gradeTables,
  requireColumns,
  requireNoMissing,
  requireSameLength,
  type Table,
} from "@mlebench/table";

const columns = ["image", "labels"];

export const grade = gradeTables((submission, answers) => {
  requireColumns(answers, columns);
  requireColumns(submission, columns);
  requireSameLength(submission, answers);
  requireNoMissing(answers, "labels");
  requireWords(submission, "labels");
  const aligned = alignById(submission, answers, "image");
  const yTrue = labelSets(aligned.answers);
  // Labels that no answer has count for nothing, neither for nor against.
  return f1OfLabelSets(yTrue, labelSets(aligned.submission), { classes: new Set(yTrue.flat()) });
});

function labelSets(table: Table): string[][] {
  return table.texts("labels").map((text) => splitWords(text ?? ""));
}

/** A missing value is no word, and so is a column without any value. */
function requireWords(table: Table, name: string): void {
  const { values } = table.column(name);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === "string" || value === null || Number.isNaN(value)) continue;
    throw table.error("The labels are not text", {
      row: row + 1,
      column: name,
      expected: "names of labels, separated by spaces",
    });
  }
}
