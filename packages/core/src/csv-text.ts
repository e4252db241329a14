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

function csvCell(cell: CsvCell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
