import { type Directions, meanAngularError } from "@mlebench/metrics";
import {
  gradeTables,
  requireExactColumns,
  requireSameIds,
  requireSameLength,
  type Table,
} from "@mlebench/table";

export const grade = gradeTables((submission, answers) => {
  for (const table of [submission, answers]) {
    requireExactColumns(table, ["azimuth", "zenith", "event_id"]);
    requireAngles(table, "azimuth");
    requireAngles(table, "zenith");
  }
  requireSameLength(submission, answers);
  const given = submission.sortBy("event_id");
  const wanted = answers.sortBy("event_id");
  // Ids may repeat in other rows than in the answers: only the sets have to agree.
  if (!sameNumbers(given, wanted, "event_id")) requireSameIds(submission, answers, "event_id");
  return meanAngularError(directions(wanted), directions(given));
});

/** Whole numbers and floats, all finite; True and False are no numbers here. */
function requireAngles(table: Table, name: string): void {
  const { dtype, values } = table.column(name);
  const expected = "an angle in radians in every row";
  if (dtype === "bool") throw table.error("True and False are not numbers", { column: name, expected });
  if (dtype === "object") {
    const row = values.findIndex((cell) => typeof cell === "string" || typeof cell === "boolean");
    throw table.error("A value is not a number", {
      row: row === -1 ? undefined : row + 1,
      column: name,
      expected,
    });
  }
  const row = dtype === "float64" ? values.findIndex((value) => !Number.isFinite(value)) : -1;
  if (row === -1) return;
  const what = Number.isNaN(values[row]) ? "A value is missing" : "A value is infinite";
  throw table.error(what, { row: row + 1, column: name, expected });
}

function sameNumbers(a: Table, b: Table, name: string): boolean {
  const [left, right] = [a.column(name).values, b.column(name).values];
  if (!(left instanceof Float64Array && right instanceof Float64Array)) return false;
  return left.every((value, row) => value === right[row]);
}

function directions(table: Table): Directions {
  return { azimuth: table.column("azimuth"), zenith: table.column("zenith") };
}
