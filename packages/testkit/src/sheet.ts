import { parse } from "csv-parse/sync";

/** A CSV as texts: nothing is read as a number, nothing is trimmed. */
export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How {@link formatSheet} writes; the defaults are what pandas' `to_csv(index=False)` does. */
export interface SheetFormat {
  /** @default "," */
  delimiter?: string;
  /** @default "\n" */
  newline?: string;
  /** Quotes every cell instead of those that need it. @default false */
  quoteAll?: boolean;
}

/** Reads CSV text, every cell verbatim. Rows may differ in length; a byte order mark is dropped. */
export function parseSheet(text: string): Sheet {
  const [header = [], ...rows] = parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  return { header, rows };
}

/** Writes a sheet as CSV text that ends with a line end. */
export function formatSheet(sheet: Sheet, format: SheetFormat = {}): string {
  const { delimiter = ",", newline = "\n", quoteAll = false } = format;
  const cell = (text: string, alone: boolean): string =>
    quoteAll || (alone && text === "") || /["\r\n]/.test(text) || text.includes(delimiter)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  return [sheet.header, ...sheet.rows]
    .map((row) => row.map((text) => cell(text, row.length === 1)).join(delimiter) + newline)
    .join("");
}

/** The rows with the column at `index` replaced by what `change` makes of each cell. */
export function changeColumn(
  sheet: Sheet,
  index: number,
  change: (text: string, row: number) => string,
): Sheet {
  return { ...sheet, rows: sheet.rows.map((row, r) => row.with(index, change(row[index], r))) };
}

/** The sheet with one cell replaced. */
export function changeCell(sheet: Sheet, row: number, index: number, text: string): Sheet {
  return { ...sheet, rows: sheet.rows.with(row, sheet.rows[row].with(index, text)) };
}

/** The sheet without the column at `index`. */
export function dropColumn(sheet: Sheet, index: number): Sheet {
  return { header: sheet.header.toSpliced(index, 1), rows: sheet.rows.map((row) => row.toSpliced(index, 1)) };
}
