/** A cell of a report; null is an empty cell. */
export type CsvCell = string | number | boolean | null;

/** One line of a CSV without its end, quoted as RFC 4180 says where a cell needs it. For the lines of tables, see `table`. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(csvCell).join(",");
}

/** Rows of cells as a CSV, each with a line feed. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${csvLine(row)}\n`).join("");
}

/**
 * The same as {@link csvText} for files that people open in spreadsheets: an apostrophe before each text that a
 * spreadsheet would run as a formula, since agents write some of the texts. Numbers are as they are.
 */
export function spreadsheetText(rows: readonly (readonly CsvCell[])[]): string {
  return csvText(rows.map((row) => row.map(withoutFormula)));
}

function withoutFormula(cell: CsvCell): CsvCell {
  // `-inf` is how reports write a number.
  if (typeof cell !== "string" || cell === "-inf") return cell;
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function csvCell(cell: CsvCell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
