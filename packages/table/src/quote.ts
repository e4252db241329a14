import { cellText, type Table } from "./table.js";

const longest = 40;

/** Text of a file for a message: in backticks, control and invisible characters escaped, at most 40 characters. */
export function quoteText(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  const shown = characters.slice(0, longest).join("");
  const escaped = shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return short ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
  return `\`${escaped}${characters.length > longest ? "…" : ""}\``;
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
