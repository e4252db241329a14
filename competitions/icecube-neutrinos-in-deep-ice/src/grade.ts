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
  requireSameIds(submission, answers, "event_id");
  return meanAngularError(directions(answers), directions(submission));
});

/** Whole numbers and floats, all finite; True and False are no numbers here. */
function requireAngles(table: Table, name: string): void {
  const { dtype, values } = table.column(name);
  if (dtype === "object" || dtype === "bool") {
    const row =
      dtype === "bool"
        ? 0
        : values.findIndex((cell) => typeof cell === "string" || typeof cell === "boolean");
    throw table.error("A value is not a number", {
      row: row === -1 ? undefined : row + 1,
      column: name,
      expected: "an angle in radians in every row",
    });
  }
  const row = dtype === "float64" ? values.findIndex((value) => !Number.isFinite(value)) : -1;
  if (row === -1) return;
  throw table.error(Number.isNaN(values[row]) ? "A value is missing" : "A value is infinite", {
    row: row + 1,
    column: name,
    expected: "an angle in radians in every row",
  });
}

function directions(table: Table): Directions {
  const sorted = table.sortBy("event_id");
  return { azimuth: sorted.column("azimuth"), zenith: sorted.column("zenith") };
}
