import { quoteName } from "@mlebench/core";
import { parsePythonFloat } from "@mlebench/metrics";
import { requireStrings, type Table } from "@mlebench/table";

/** What is said of one character of a page: its label, and the numbers that follow it. */
export interface Mark {
  label: string;
  numbers: readonly number[];
}

/**
 * The marks of every page, in the table's order; none where the cell is empty.
 * @param fields names of what each mark consists of, the label first
 * @throws an error that names the first row with something else
 */
export function readMarks(table: Table, fields: readonly string[]): Mark[][] {
  const expected = `\`${fields.join(" ")}\` for each character, all separated by exactly one space, or nothing`;
  requireStrings(table, "labels", expected);
  return table.strings("labels").map((text, row) => {
    if (text === null) return [];
    const at = { row: row + 1, column: "labels", expected };
    const tokens = text.split(" ");
    if (tokens.length % fields.length !== 0) {
      const extra = tokens.includes("") ? "Extra space" : "Incomplete character";
      throw table.error(`${extra}: ${tokens.length} values`, at);
    }
    return Array.from({ length: tokens.length / fields.length }, (_, i) => {
      const [label, ...rest] = tokens.slice(i * fields.length, (i + 1) * fields.length);
      const numbers = rest.map((token) => {
        const value = parsePythonFloat(token);
        if (value !== undefined) return value;
        throw table.error(token === "" ? "Extra space" : `Invalid number: ${quoteName(token, 40)}`, at);
      });
      return { label, numbers };
    });
  });
}
