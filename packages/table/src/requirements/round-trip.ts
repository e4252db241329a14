import { isMissing } from "../columns/column.js";
import { readCsvBytes } from "../csv/read-csv.js";
import { formatCsv } from "../csv/write-csv.js";
import type { Table } from "../table.js";

/**
 * Makes sure that what is read back, once the table is written as CSV, is the same: a bare carriage return inside of a
 * text, for one, ends a line.
 * @throws an error that names the first value that changes
 */
export function requireRoundTrip(table: Table, hint?: string): void {
  const written = readCsvBytes(Buffer.from(formatCsv(table)));
  const pairs = table.names.map((name) => ({
    name,
    column: table.column(name),
    again: written.column(name),
  }));
  for (let row = 0; row < Math.max(table.length, written.length); row++) {
    const changed = pairs.find(({ column, again }) => {
      const [before, after] = [column.values[row], again.values[row]];
      return before !== after && !(isMissing(before) && isMissing(after));
    });
    if (changed === undefined) continue;
    throw table.error("Value changes when written as CSV and read again", {
      row: row + 1,
      column: changed.name,
      hint,
    });
  }
}
