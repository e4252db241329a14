import { accuracy } from "@mlebench/metrics";
import { defineGrader, matchById, requireColumns, requireSameLength, type Table } from "@mlebench/table";

export const grade = defineGrader({ id: "id", mayBeBlank: ["after"] }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireColumns(submission, ["after", "id"]);
  const aligned = matchById(submission, answers, "id");
  return accuracy(spellings(aligned.answers), spellings(aligned.submission));
});

/** Every cell as text: "NA" and an empty cell both read as missing, and missing cells equal each other. */
function spellings(table: Table) {
  return { dtype: "object", values: table.strings("after").map((text) => text ?? "nan") } as const;
}
