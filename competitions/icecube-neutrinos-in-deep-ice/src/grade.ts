import { meanAngularError } from "@mlebench/metrics";
import {
  defineGrader,
  requireExactColumns,
  requireFinite,
  requireSameIds,
  requireSameLength,
  type Table,
} from "@mlebench/table";

const angles = ["azimuth", "zenith"];
const columns = [...angles, "event_id"];

export const grade = defineGrader({ id: "event_id", numbers: angles }, (submission, answers) => {
  requireExactColumns(answers, columns);
  requireExactColumns(submission, columns);
  for (const name of angles) requireFinite(submission, name, "an angle in radians in every row");
  requireSameLength(submission, answers);
  const given = submission.sortBy("event_id");
  const wanted = answers.sortBy("event_id");
  // Ids may repeat in other rows than in the answers: only the sets have to agree.
  if (!sameNumbers(given, wanted, "event_id")) requireSameIds(submission, answers, "event_id");
  return meanAngularError(directions(wanted), directions(given));
});

function sameNumbers(a: Table, b: Table, name: string): boolean {
  const [left, right] = [a.column(name).values, b.column(name).values];
  if (!(left instanceof Float64Array && right instanceof Float64Array)) return false;
  return left.every((value, row) => value === right[row]);
}

const directions = (table: Table) => ({ azimuth: table.column("azimuth"), zenith: table.column("zenith") });
