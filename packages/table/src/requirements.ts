import { isMissing } from "./column.js";
import { quotedCell } from "./quote.js";
import { readCsvBytes } from "./read-csv.js";
import { firstNonNumber, type Table } from "./table.js";
import { formatCsv } from "./write-csv.js";

/** @throws an error that names the row of the first value that has been there before; missing values are equal */
export function requireUnique(table: Table, name: string): void {
  const seen = new Set<string | null>();
  for (const [row, text] of table.texts(name).entries()) {
    if (seen.has(text)) {
      throw table.error(`Duplicate value${quotedCell(table, name, row)}`, {
        row: row + 1,
        column: name,
        expected: "every value once",
      });
    }
    seen.add(text);
  }
}

/**
 * Wants text or nothing in every row, as for what is written in words or run lengths.
 * @param expected what the text should be, for the message
 * @throws an error that names the first row with a number or a boolean
 */
export function requireTexts(table: Table, name: string, expected: string): void {
  const { dtype, values } = table.column(name);
  for (let row = 0; row < values.length; row++) {
    const cell = values[row];
    if (typeof cell === "string" || isMissing(cell)) continue;
    const kind = dtype === "bool" || typeof cell === "boolean" ? "boolean" : "number";
    throw table.error(`Unexpected ${kind}${quotedCell(table, name, row)}`, {
      row: row + 1,
      column: name,
      expected,
    });
  }
}

/**
 * Wants a column of NumPy's number types without missing or infinite values; True and False are no numbers here.
 * @param expected what the numbers should be, for the message
 * @throws an error that names the first row with another value
 */
export function requireFinite(table: Table, name: string, expected: string): void {
  const { dtype, values } = table.column(name);
  const at = { column: name, expected };
  const notNumber = (row: number): Error =>
    table.error(`Invalid number${quotedCell(table, name, row)}`, { ...at, row: row + 1 });
  if (dtype === "bool") throw notNumber(0);
  if (dtype === "object") {
    const text = firstNonNumber(values);
    const row = text === -1 ? values.findIndex((cell) => typeof cell === "boolean") : text;
    if (row !== -1) throw notNumber(row);
    throw table.error("Missing value", { ...at, row: Math.max(values.findIndex(isMissing), 0) + 1 });
  }
  const row = dtype === "float64" ? values.findIndex((value) => !Number.isFinite(value)) : -1;
  if (row === -1) return;
  const headline = Number.isNaN(values[row]) ? "Missing value" : "Infinite value";
  throw table.error(headline, { ...at, row: row + 1 });
}

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
