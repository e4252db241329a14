import type { Column } from "../columns/column.js";
import { type Table, tableFromColumns } from "../table.js";
import { compareText } from "./sort.js";

/**
 * Class indicators: the id column and one integer column per class, 1 where the row's target is that class. As in the
 * reference, a target that is no class, or missing, gets a column of its own behind them, with 1.0 or nothing in it.
 * @throws an error when the targets are booleans, which cannot name columns
 */
export function oneHot(
  table: Table,
  { id, target, classes }: { id: string; target: string; classes: readonly string[] },
): Table {
  if (table.dtype(target) === "bool") {
    throw table.error("The classes are booleans", {
      row: 1,
      column: target,
      expected: `one of ${classes.length} classes`,
    });
  }
  const indicators = new Map<string | null, Float64Array>(
    classes.map((name) => [name, new Float64Array(table.length)]),
  );
  table.strings(target).forEach((text, row) => {
    const indicator = indicators.get(text) ?? new Float64Array(table.length).fill(Number.NaN);
    indicator[row] = 1;
    indicators.set(text, indicator);
  });
  // One after the other, since an object would put names that are whole numbers first.
  let result = table.select(id);
  [...indicators].forEach(([name, values], position) => {
    const isClass = position < classes.length;
    const column: Column = isClass ? { dtype: "int64", values } : { dtype: "float64", values };
    result = result.assign({ [name ?? ""]: column });
  });
  return result;
}

/** A group of rows with the same value. */
export interface Group {
  key: string | number;
  rows: Uint32Array;
}

/**
 * Rows by value of a column, groups in ascending order of their value, rows in the table's order, missing values left
 * out: pandas' `groupby(name)`.
 */
export function groupRows(table: Table, name: string): Group[] {
  const column = table.column(name);
  const groups = new Map<string | number, number[]>();
  for (let row = 0; row < table.length; row++) {
    const value = column.values[row];
    if (value === null || (typeof value === "number" && Number.isNaN(value))) continue;
    const key = typeof value === "string" || typeof value === "number" ? value : Number(value);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups]
    .map(([key, rows]) => ({ key, rows: Uint32Array.from(rows) }))
    .sort((a, b) =>
      typeof a.key === "string" && typeof b.key === "string"
        ? compareText(a.key, b.key)
        : Number(a.key) - Number(b.key),
    );
}

/** Distinct values of a column as text, in order of first appearance: pandas' `unique()`. Missing values are left out. */
export function uniqueStrings(table: Table, name: string): string[] {
  return [...new Set(table.strings(name).filter((text): text is string => text !== null))];
}

/** Positions of groups of rows, one group after another. */
export function concatRows(groups: readonly Group[]): Uint32Array {
  const rows = new Uint32Array(groups.reduce((sum, group) => sum + group.rows.length, 0));
  let at = 0;
  for (const group of groups) {
    rows.set(group.rows, at);
    at += group.rows.length;
  }
  return rows;
}

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
