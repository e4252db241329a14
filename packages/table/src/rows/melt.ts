import type { Table } from "../table.js";
import { concatColumns } from "./concat.js";

/**
 * Turns columns into rows, column after column: pandas' `melt`. The kept columns repeat for each melted column.
 * Only columns of one type can be melted into one.
 */
export function melt(
  table: Table,
  { keep, variable, value }: { keep: readonly string[]; variable: string; value: string },
): Table {
  const melted = table.names.filter((name) => !keep.includes(name));
  const times = melted.length;
  const rows = Uint32Array.from({ length: table.length * times }, (_, i) => i % table.length);
  const values = concatColumns(melted.map((name) => table.column(name)));
  const variables = melted.flatMap((name) => new Array<string>(table.length).fill(name));
  return table
    .take(rows)
    .select(...keep)
    .assign({ [variable]: variables, [value]: values });
}
