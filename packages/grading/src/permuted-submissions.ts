import { csvText } from "@mlebench/core";
import { parse } from "csv-parse/sync";

/**
 * Other submissions made from the cells of one CSV: its rows backwards, and its values moved to other rows while the
 * id columns stay where they are. Each is as well-formed as the original and, unless all rows are alike, worse.
 * @param text CSV with a header line
 * @param idColumns names of columns that identify rows
 */
export function permutedSubmissions(
  text: string,
  idColumns: readonly string[],
): { name: string; text: string }[] {
  const [header, ...rows] = parse(text, { relax_column_count: true, bom: true }) as string[][];
  if (header === undefined) return [];
  const write = (body: string[][]): string => csvText([header, ...body]);
  const isId = header.map((name) => idColumns.includes(name));
  const shifted = (by: number): string[][] =>
    rows.map((row, i) => row.map((cell, j) => (isId[j] ? cell : (rows[(i + by) % rows.length][j] ?? cell))));
  return [
    { name: "rows backwards", text: write([...rows].reverse()) },
    { name: "values moved by one row", text: write(shifted(1)) },
    { name: "values moved by half the rows", text: write(shifted(Math.max(1, rows.length >> 1))) },
  ];
}
