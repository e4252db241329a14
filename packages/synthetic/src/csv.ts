/** A cell before it is written; null is an empty cell. */
export type CsvCell = string | number | bigint | boolean | null;

export interface CsvLineOptions {
  /**
   * Which cells are quoted: those that need it, all strings (as Python's `csv.QUOTE_NONNUMERIC`), all cells, or none.
   * @default "minimal"
   */
  quote?: "minimal" | "strings" | "all" | "none";
  /** @default "," */
  separator?: string;
}

/** The line of a CSV file for a row, without its line feed. Quotes inside a quoted cell are doubled. */
export function csvLine(
  cells: readonly CsvCell[],
  { quote = "minimal", separator = "," }: CsvLineOptions = {},
): string {
  const needsQuotes = (cell: CsvCell, text: string): boolean => {
    if (quote === "minimal") return /["\r\n]/.test(text) || text.includes(separator);
    return quote === "all" || (quote === "strings" && typeof cell === "string");
  };
  return cells
    .map((cell) => {
      const text = cell === null ? "" : String(cell);
      return needsQuotes(cell, text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(separator);
}

/** The lines of a CSV file: the header, and one per row. */
export function csvLines(
  columns: readonly string[],
  rows: Iterable<readonly CsvCell[]>,
  options: CsvLineOptions = {},
): string[] {
  return [csvLine(columns, options), ...Array.from(rows, (row) => csvLine(row, options))];
}
