import { parse } from "csv-parse/sync";

/** A CSV as texts: nothing is read as a number, nothing is trimmed. */
export interface CsvRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How {@link formatCsvRows} writes; the defaults are what pandas' `to_csv(index=False)` does. */
export interface CsvFormat {
  /** @default "," */
  delimiter?: string;
  /** @default "\n" */
  newline?: string;
  /** Quotes every cell instead of those that need it. @default false */
  quoteAll?: boolean;
}

/** Reads CSV text, every cell verbatim. Rows may differ in length; a byte order mark is dropped. */
export function parseCsvRows(text: string): CsvRows {
  const [header = [], ...rows] = parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  return { header, rows };
}

/** Formats rows as CSV text that ends with a line break. */
export function formatCsvRows(csv: CsvRows, format: CsvFormat = {}): string {
  const { delimiter = ",", newline = "\n", quoteAll = false } = format;
  const cell = (text: string, alone: boolean): string =>
    quoteAll || (alone && text === "") || /["\r\n]/.test(text) || text.includes(delimiter)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  return [csv.header, ...csv.rows]
    .map((row) => row.map((text) => cell(text, row.length === 1)).join(delimiter) + newline)
    .join("");
}

/** The rows with the column at `index` replaced by what `change` makes of each cell. */
export function changeColumn(
  csv: CsvRows,
  index: number,
  change: (text: string, row: number) => string,
): CsvRows {
  return { ...csv, rows: csv.rows.map((row, r) => row.with(index, change(row[index], r))) };
}

/** The rows with one cell replaced. */
export function changeCell(csv: CsvRows, row: number, index: number, text: string): CsvRows {
  return { ...csv, rows: csv.rows.with(row, csv.rows[row].with(index, text)) };
}

/** The rows without the column at `index`. */
export function dropColumn(csv: CsvRows, index: number): CsvRows {
  return { header: csv.header.toSpliced(index, 1), rows: csv.rows.map((row) => row.toSpliced(index, 1)) };
}
