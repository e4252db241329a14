import { objectText } from "../columns/cell-text.js";
import type { Cell } from "../columns/column.js";
import { needsQuotes } from "./csv-output.js";
import { type Separator, separatorByte } from "./row-tokenizer.js";

/**
 * Lines of a CSV without their line feeds, the header first, quoted as Python's csv module does it where a cell needs
 * it. Integers are written without a point, missing values (null, NaN) as nothing.
 */
export function csvLines(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  { separator = "," }: { separator?: Separator } = {},
): string[] {
  const byte = separatorByte(separator);
  return [columns, ...rows].map((cells) => {
    const line = cells.map((cell) => quoted(cellText(cell), byte)).join(separator);
    // A line with nothing on it would read as no row at all.
    return line === "" && cells.length === 1 ? '""' : line;
  });
}

const cellText = (cell: Cell): string =>
  typeof cell === "number" && Number.isSafeInteger(cell) ? String(cell) : (objectText(cell) ?? "");

const quoted = (text: string, separator: number): string =>
  needsQuotes(text, separator) ? `"${text.replaceAll('"', '""')}"` : text;
