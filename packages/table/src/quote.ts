import { quoteName } from "@mlebench/core";
import { cellText } from "./columns/cell-text.js";
import type { Table } from "./table.js";

/** A text of the file for a sentence, at most 40 characters of it. */
export function quoteText(text: string): string {
  return quoteName(text, 40);
}

/** A cell as its file has it, or where the file's bytes are gone as its value is written; empty where missing. */
export function sourceText(table: Table, name: string, row: number): string {
  const reference = table.references.find((candidate) => candidate.name === name);
  if (reference === undefined) return "";
  const { data, rows } = reference;
  if (data.kind === "source") {
    const { source, index } = data;
    const located = source.row(rows === undefined ? row : rows[row]);
    const at = source.leading + index;
    return at < located.cells.count ? source.text(located, at) : "";
  }
  const column = table.column(name);
  const value = column.values[row];
  // A column of floats writes 1 as 1.0, which is not what stands in the file.
  if (column.dtype === "float64" && Number.isInteger(value)) return String(value);
  return cellText(column, row) ?? "";
}

/**
 * A cell as a headline ends with it, ": `text`". Nothing for a blank cell, nor for any of the answers: messages about
 * them reach those who must not know them.
 */
export function quotedCell(table: Table, name: string, row: number): string {
  if (table.origin.role === "answers") return "";
  const text = sourceText(table, name, row);
  return text.trim() === "" ? "" : `: ${quoteText(text)}`;
}
