import type { Column } from "./column.js";
import { type Key, keys } from "./keys.js";

/** A column of integers. */
export function integers(values: Iterable<number>): Column & { dtype: "int64" } {
  return { dtype: "int64", values: Float64Array.from(values) };
}

/** The column start, start + 1, … up to and without `end`: NumPy's `arange`. */
export function range(start: number, end: number): Column & { dtype: "int64" } {
  return {
    dtype: "int64",
    values: Float64Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i),
  };
}

/** Values as the numbers of what they are, see {@link factorize}. */
export interface Factorized {
  /** Per value its number, from 0. */
  codes: Float64Array;
  /** How many different values there are. */
  count: number;
}

/**
 * Numbers values in the order of their first appearance, equal ones alike: pandas' `factorize(use_na_sentinel=False)`.
 * Missing values are equal to each other.
 */
export function factorize(column: Column): Factorized {
  const values = column.values instanceof Float64Array ? column.values : comparable(column);
  const known = new Map<Key | undefined, number>();
  const codes = new Float64Array(values.length);
  let previous: Key | undefined;
  let code: number | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // Equal values are mostly adjacent.
    if (code === undefined || value !== previous) {
      code = known.get(value);
      if (code === undefined) {
        code = known.size;
        known.set(value, code);
      }
      previous = value;
    }
    codes[row] = code;
  }
  return { codes, count: known.size };
}

function comparable(column: Column): (Key | undefined)[] {
  const key = keys(column);
  return Array.from({ length: column.values.length }, (_, row) => key(row));
}
