import type { Column } from "./column.js";

/** A value as Python compares it. */
export type Key = string | number | bigint | boolean;

/**
 * The value of a row as Python compares it: numbers and booleans by value, text as text; undefined for a missing one,
 * which equals nothing.
 */
export function keys(column: Column): (row: number) => Key | undefined {
  const { values } = column;
  return (row) => {
    const value = values[row];
    if (value === null || value === undefined) return undefined;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "bigint") return value >= minSafe && value <= maxSafe ? Number(value) : value;
    return typeof value === "number" && Number.isNaN(value) ? undefined : value;
  };
}

/** The distinct values of a column; undefined stands for missing ones. */
export function keySet(column: Column): Set<Key | undefined> {
  const key = keys(column);
  const set = new Set<Key | undefined>();
  for (let row = 0; row < column.values.length; row++) set.add(key(row));
  return set;
}

/**
 * Two columns as NumPy compares them. It compares integers with floats as floats, so that a long integer equals the
 * closest double; Python compares both exactly, as {@link keys} does.
 */
export function asNumpyCompares(a: Column, b: Column): [Column, Column] {
  if (a.dtype === "float64") return [a, floatsOf(b)];
  return [b.dtype === "float64" ? floatsOf(a) : a, b];
}

function floatsOf(column: Column): Column {
  const { values } = column;
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return column;
  return { dtype: "float64", values: Float64Array.from(values, Number) };
}

const minSafe = BigInt(Number.MIN_SAFE_INTEGER);
const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);
