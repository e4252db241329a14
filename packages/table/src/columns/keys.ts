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

const minSafe = BigInt(Number.MIN_SAFE_INTEGER);
const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);
