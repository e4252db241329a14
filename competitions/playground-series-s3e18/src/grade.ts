import { rocAuc } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns, requireSameLength, type Table } from "@mlebench/table";

const targets = ["EC1", "EC2"];
const columnsOf = (table: Table) => targets.map((name) => table.column(name));

export const grade = defineGrader({ id: "id", numbers: targets }, (submission, answers) => {
  requireColumns(submission, ["id", ...targets]);
  requireSameLength(submission, answers);
  const aligned = alignById(submission, answers, "id");
  return rocAuc(columnsOf(aligned.answers), columnsOf(aligned.submission));
});
