import { quoteNames } from "@mlebench/core";
import { isMissing } from "../columns/column.js";
import { type Key, keys } from "../columns/keys.js";
import { readCsvBytes } from "../csv/read-csv.js";
import { formatCsv } from "../csv/write-csv.js";
import { quotedCell } from "../quote.js";
import { firstNonNumber, type Table } from "../table.js";

/**
 * Wants no two rows with the same value, or with several columns the same values; missing values are equal.
 * @throws an error that names the first row whose values have been there before, and the first column
 */
export function requireUnique(table: Table, name: string, ...more: string[]): void {
  const seen = new Set<string | null>();
  const columns = [name, ...more].map((column) => table.strings(column));
  for (let row = 0; row < table.length; row++) {
    const key = more.length === 0 ? columns[0][row] : JSON.stringify(columns.map((texts) => texts[row]));
    if (seen.has(key)) {
      throw table.error(`Duplicate value${quotedCell(table, name, row)}`, {
        row: row + 1,
        column: name,
        expected: more.length === 0 ? "every value once" : `every value once per ${quoteNames(more)}`,
      });
    }
    seen.add(key);
  }
}

/** Rows that are decoded at once, so that long tables do not come into memory as a whole. */
const rowsAtOnce = 2 ** 20;

/**
 * Wants no value of a column in both parts of a divided table, such as an ID for training and testing. As in Python's
 * sets, missing texts are equal, missing numbers are not.
 * @param test the smaller part, at most 2^24 rows
 * @throws an error that names the first row of the larger part with such a value
 */
export function requireDisjoint(train: Table, test: Table, name: string): void {
  const tested = test.column(name);
  const keyOf = keys(tested);
  const known = new Set<Key | undefined>(Array.from({ length: test.length }, (_, row) => keyOf(row)));
  if (tested.dtype !== "object") known.delete(undefined);
  for (let start = 0; start < train.length; start += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, train.length - start);
    const part = train.take(Uint32Array.from({ length }, (_, i) => start + i));
    const key = keys(part.column(name));
    for (let row = 0; row < length; row++) {
      if (!known.has(key(row))) continue;
      throw part.error(`Duplicate value${quotedCell(part, name, row)}`, {
        row: row + 1,
        column: name,
        expected: "no value both in the training and in the test part",
        hint: "Download the competition's data again.",
      });
    }
  }
}

/** @throws an error that names the first row without a value */
export function requirePresent(table: Table, name: string): void {
  const row = table.strings(name).indexOf(null);
  if (row === -1) return;
  throw table.error("Missing value", { row: row + 1, column: name, expected: "a value in every row" });
}

/** @throws an error when a table has another number of columns */
export function requireColumnCount(table: Table, count: number): void {
  if (table.names.length === count) return;
  throw table.error(`Wrong number of columns: ${table.names.length}`, {
    expected: `${count}`,
    hint: `The file has ${quoteNames(table.names)}.`,
  });
}

/** @throws an error that names the first row whose value is not among `values`, or missing */
export function requireOneOf(table: Table, name: string, values: readonly string[]): void {
  const known = new Set<string | null>(values);
  const row = table.strings(name).findIndex((text) => !known.has(text));
  if (row === -1) return;
  throw table.error(`Unknown value${quotedCell(table, name, row)}`, {
    row: row + 1,
    column: name,
    expected: `one of ${values.length} values`,
    hint: "Download the competition's data again.",
  });
}

/**
 * Wants texts that begin and end as names of files or IDs do.
 * @throws an error that names the first row whose value does not, or is missing
 */
export function requireAffixes(
  table: Table,
  name: string,
  { prefix = "", suffix = "" }: { prefix?: string; suffix?: string },
): void {
  const row = table.strings(name).findIndex((text) => !text?.startsWith(prefix) || !text.endsWith(suffix));
  if (row === -1) return;
  throw table.error(`Unexpected name${quotedCell(table, name, row)}`, {
    row: row + 1,
    column: name,
    expected: `${prefix}…${suffix}`,
  });
}

/**
 * Wants text or nothing in every row, as for what is written in words or run lengths.
 * @param expected what the text should be, for the message
 * @throws an error that names the first row with a number or a boolean
 */
export function requireStrings(table: Table, name: string, expected: string): void {
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
