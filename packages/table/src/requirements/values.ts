import { isMissing } from "../columns/column.js";
import { quotedCell } from "../quote.js";
import { firstNonNumber, type Table } from "../table.js";

/** @throws InvalidSubmissionError when a column holds text */
export function requireNumbers(submission: Table, name: string): void {
  const column = submission.column(name);
  if (column.dtype !== "object") return;
  const row = firstNonNumber(column.values);
  if (row === -1) return;
  throw submission.error(`Invalid number${quotedCell(submission, name, row)}`, {
    row: row + 1,
    column: name,
    expected: "a number",
  });
}

/** Missing values pass: they are out of no range. @throws InvalidSubmissionError for a value outside `[low, high]` */
export function requireRange(submission: Table, name: string, low: number, high: number): void {
  const values = submission.numbers(name);
  const row = values.findIndex((value) => value < low || value > high);
  if (row === -1) return;
  throw submission.error(`Value out of range${quotedCell(submission, name, row)}`, {
    row: row + 1,
    column: name,
    expected: `a number from ${low} to ${high}`,
  });
}

/** @throws InvalidSubmissionError unless a column has a number in `[low, high]` in every row */
export function requireNumbersInRange(submission: Table, name: string, low: number, high: number): void {
  requireNumbers(submission, name);
  requireNoMissing(submission, name);
  requireRange(submission, name, low, high);
}

/** @throws InvalidSubmissionError when a numeric column has a missing value */
export function requireNoMissing(submission: Table, name: string): void {
  const { values } = submission.column(name);
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row])) continue;
    throw submission.error("Missing value", {
      row: row + 1,
      column: name,
      expected: "a value in every row",
    });
  }
}

/** @throws an error that names the first row with a value that is missing or not among `values` */
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
 * Requires strings that begin and end as names of files or IDs do.
 * @throws an error that names the first row with a value that does not, or is missing
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
 * Requires text or nothing in every row, as for what is written in words or run lengths.
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
 * Requires a column of NumPy's number types without missing or infinite values; True and False are no numbers here.
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
