import type { Column } from "../columns/column.js";
import { type Table, tableFromColumns } from "../table.js";

/** Columns end to end, with pandas' type of the result: numbers widen to float64, any other mix is object. */
export function concatColumns(columns: readonly Column[]): Column {
  const dtypes = new Set(columns.map((column) => column.dtype));
  if (dtypes.size === 1) {
    const [dtype] = dtypes;
    if (dtype === "object")
      return { dtype, values: columns.flatMap((column) => [...(column.values as readonly string[])]) };
    const length = columns.reduce((sum, column) => sum + column.values.length, 0);
    const wide = columns.find((column) => column.values instanceof BigInt64Array);
    const Values = (wide ?? columns[0]).values.constructor as new (length: number) => Float64Array;
    const values = new Values(length);
    let at = 0;
    for (const column of columns) {
      values.set(
        wide !== undefined && column.values instanceof Float64Array
          ? (BigInt64Array.from(column.values, BigInt) as unknown as Float64Array)
          : (column.values as Float64Array),
        at,
      );
      at += column.values.length;
    }
    return { dtype, values } as Column;
  }
  if (!dtypes.has("object") && !dtypes.has("bool")) {
    return {
      dtype: "float64",
      values: Float64Array.from(
        columns.flatMap((column) => Array.from(column.values as Float64Array, Number)),
      ),
    };
  }
  return {
    dtype: "object",
    values: columns.flatMap((column) =>
      Array.from({ length: column.values.length }, (_, row) => {
        const value = column.values[row];
        if (column.dtype === "bool") return value === 1;
        if (column.dtype === "int64" || column.dtype === "uint64") return BigInt(value as number | bigint);
        return typeof value === "number" && Number.isNaN(value) ? null : value;
      }),
    ),
  };
}

/** Rows of several tables with the same columns, one table after another: pandas' `concat`. */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables;
  const columns = first.names.map((name): [string, Column] => [
    name,
    concatColumns(tables.map((table) => table.column(name))),
  ]);
  return tableFromColumns(Object.fromEntries(columns), first.origin);
}
