import { haversineDistance, mean, quantile } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  requireColumns,
  requireNumbers,
  requireSameLength,
  type Table,
} from "@mlebench/table";

const coordinates = ["LatitudeDegrees", "LongitudeDegrees"];

export const grade = defineGrader({ id: "tripId", numbers: coordinates }, (submission, answers) => {
  requireColumns(submission, ["tripId", "UnixTimeMillis", ...coordinates]);
  requireSameLength(submission, answers);
  // Each trip as often as in the answers. Within a trip, rows are paired in the order of the file, whatever their time.
  alignById(submission, answers, "tripId");
  for (const name of coordinates) requireCoordinates(submission, name);
  const predicted = rowsByTrip(submission);
  const scores = Array.from(rowsByTrip(answers), ([trip, rows]) => {
    const distances = haversineDistance(
      placesOf(answers, rows),
      placesOf(submission, predicted.get(trip) ?? []),
    );
    return mean([quantile(distances, 0.5), quantile(distances, 0.95)]);
  });
  return mean(scores);
});

/** Missing ones pass, and make the score NaN. */
function requireCoordinates(submission: Table, name: string): void {
  requireNumbers(submission, name);
  if (!["object", "bool"].includes(submission.dtype(name))) return;
  throw submission.error("Values are not coordinates", { column: name, expected: "numbers" });
}

function rowsByTrip(table: Table): Map<string | null, number[]> {
  const rows = new Map<string | null, number[]>();
  for (const [row, trip] of table.strings("tripId").entries()) {
    const known = rows.get(trip);
    if (known === undefined) rows.set(trip, [row]);
    else known.push(row);
  }
  return rows;
}

function placesOf(table: Table, rows: readonly number[]) {
  const [latitude, longitude] = coordinates.map((name) => {
    const values = table.numbers(name);
    return Float64Array.from(rows, (row) => values[row]);
  });
  return { latitude, longitude };
}
