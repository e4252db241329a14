import type { Cell, Column } from "../columns/column.js";
import type { ColumnReference } from "../columns/column-reference.js";
import { type Key, keys } from "../columns/keys.js";
import { Table } from "../table.js";

export interface JoinOptions {
  /** The columns that must have equal values in both tables. Missing values equal each other. */
  on: string | readonly string[];
  /** Which rows stay: `left`, all of the left table; `inner`, those with a partner. @default "inner" */
  how?: "left" | "inner";
}

/**
 * Puts the columns of two tables side by side, row by row with equal keys: pandas' `left.merge(right, on=…)`. Rows are in
 * the order of the left table, and repeat for every partner that they have. Other columns that both tables have get `_x`
 * and `_y` behind their names. Where a left row has no partner, integers become floats, booleans objects.
 */
export function join(left: Table, right: Table, { on, how = "inner" }: JoinOptions): Table {
  const names = typeof on === "string" ? [on] : on;
  const { leftRows, rightRows, hasGaps } = pairs(left, right, names, how);
  const others = right.drop(...names);
  const shared = left.names.filter((name) => others.has(name));
  const renamed = (suffix: string): Record<string, string> =>
    Object.fromEntries(shared.map((name) => [name, name + suffix]));
  const leftPart = left.rename(renamed("_x")).take(leftRows);
  const rightPart = hasGaps ? takeWithGaps(others, rightRows) : others.take(rightRows);
  return new Table(
    [...leftPart.references, ...rightPart.rename(renamed("_y")).references],
    leftRows.length,
    left.origin,
  );
}

interface Pairs {
  leftRows: number[];
  /** -1 for a left row without a partner. */
  rightRows: number[];
  hasGaps: boolean;
}

function pairs(left: Table, right: Table, names: readonly string[], how: "left" | "inner"): Pairs {
  const rightKey = joinKey(right, names);
  const first = new Map<Key | undefined, number>();
  /** Per row of the right table, the next one with the same key. */
  const next = new Int32Array(right.length);
  for (let row = right.length - 1; row >= 0; row--) {
    const key = rightKey(row);
    next[row] = first.get(key) ?? -1;
    first.set(key, row);
  }
  const leftKey = joinKey(left, names);
  const leftRows: number[] = [];
  const rightRows: number[] = [];
  let hasGaps = false;
  for (let row = 0; row < left.length; row++) {
    let partner = first.get(leftKey(row)) ?? -1;
    if (partner === -1) {
      if (how === "inner") continue;
      hasGaps = true;
    }
    do {
      leftRows.push(row);
      rightRows.push(partner);
      partner = partner === -1 ? -1 : next[partner];
    } while (partner !== -1);
  }
  return { leftRows, rightRows, hasGaps };
}

/** One value for the key columns of a row, equal for equal keys. */
function joinKey(table: Table, names: readonly string[]): (row: number) => Key | undefined {
  const [first, ...others] = names.map((name) => keys(table.column(name)));
  if (others.length === 0) return first;
  return (row) =>
    JSON.stringify(
      [first, ...others].map((keyOf) => {
        const key = keyOf(row);
        return typeof key === "string" ? key : [String(key)];
      }),
    );
}

function takeWithGaps(table: Table, rows: readonly number[]): Table {
  const references = table.names.map((name, i): ColumnReference => {
    const column = columnWithGaps(table.columnAt(i), rows);
    return { name, dtype: column.dtype, data: { kind: "memory", column }, rows: undefined };
  });
  return new Table(references, rows.length, table.origin);
}

function columnWithGaps(column: Column, rows: readonly number[]): Column {
  if (column.dtype === "object" || column.dtype === "bool") {
    const cell = (row: number): Cell => {
      if (row === -1) return null;
      return column.dtype === "bool" ? column.values[row] === 1 : column.values[row];
    };
    return { dtype: "object", values: rows.map(cell) };
  }
  const { values } = column;
  return {
    dtype: "float64",
    values: Float64Array.from(rows, (row) => (row === -1 ? Number.NaN : Number(values[row]))),
  };
}
