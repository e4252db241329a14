/** pandas' types of a column, as `read_csv` infers them. */
export type Dtype = "int64" | "uint64" | "float64" | "bool" | "object";

/**
 * One value of an object column: text, or, where pandas kept several types in one column, a Python float (number),
 * a Python int (bigint), a bool, or missing (null).
 */
export type Cell = string | number | bigint | boolean | null;

export function isMissing(cell: Cell): boolean {
  return cell === null || Number.isNaN(cell);
}

/** A decoded column. `values` has one entry per row. */
export type Column =
  /** A Float64Array when every value is a safe integer, else a BigInt64Array. */
  | { readonly dtype: "int64"; readonly values: Float64Array | BigInt64Array }
  | { readonly dtype: "uint64"; readonly values: BigUint64Array }
  /** NaN is a missing value. */
  | { readonly dtype: "float64"; readonly values: Float64Array }
  /** 0 or 1. */
  | { readonly dtype: "bool"; readonly values: Uint8Array }
  | { readonly dtype: "object"; readonly values: readonly Cell[] };

/** Values of a column by position. */
export function takeColumn(column: Column, rows: Uint32Array): Column {
  if (column.dtype === "object") {
    const { values } = column;
    return { dtype: "object", values: Array.from(rows, (row) => values[row]) };
  }
  const { values } = column;
  if (values instanceof Float64Array) return { ...column, values: takeFloats(values, rows) } as Column;
  const Values = values.constructor as new (length: number) => typeof values;
  const taken = new Values(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return { dtype: column.dtype, values: taken } as Column;
}

/** A loop of its own, which meets only one kind of array: several times as fast. */
function takeFloats(values: Float64Array, rows: Uint32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}
