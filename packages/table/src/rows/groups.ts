import { type Column, isMissing } from "../columns/column.js";
import { keys } from "../columns/keys.js";
import { Table } from "../table.js";
import { compareText } from "./sort.js";

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

/** Distinct values of a column as text, in order of first appearance: pandas' `unique()`. Missing values are left out. */
export function uniqueStrings(table: Table, name: string): string[] {
  return [...new Set(table.strings(name).filter((text): text is string => text !== null))];
}

/**
 * One row per group of rows with the same values of the key columns, in ascending order: of every column the first
 * value that is not missing. Rows without a key are left out, and the key columns come first: pandas'
 * `groupby(keys).first().reset_index()`.
 */
export function firstOfGroups(table: Table, key: string, ...more: string[]): Table {
  const names = [key, ...more];
  const columns = names.map((name) => withOneZero(table.column(name)));
  const keyed = table
    .assign(Object.fromEntries(names.map((name, i) => [name, columns[i]])))
    .filter((row) => columns.every(({ values }) => !isMissing(values[row])));
  const groups = more.length === 0 ? groupRows(keyed, key) : groupRowsByKeys(keyed, names);
  const ordered = [...names, ...table.names.filter((name) => !names.includes(name))];
  const references = ordered.map((name) => {
    const { values } = keyed.column(name);
    const rows = groups.map((group) => group.rows.find((row) => !isMissing(values[row])) ?? group.rows[0]);
    return keyed.select(name).take(rows).references[0];
  });
  return new Table(references, groups.length, table.origin);
}

/** As {@link groupRows} by several columns at once, none of them with missing values. */
function groupRowsByKeys(table: Table, names: readonly string[]): Pick<Group, "rows">[] {
  // By several columns, rows are sorted stably.
  const order = table.sortOrder(...names);
  const keyOf = names.map((name) => keys(table.column(name)));
  const groups: { rows: Uint32Array }[] = [];
  let start = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && keyOf.every((key) => key(order[i]) === key(order[start]))) continue;
    groups.push({ rows: order.subarray(start, i) });
    start = i;
  }
  return groups;
}

/** To pandas' `groupby`, zero and minus zero are one key, which is spelled as where it comes first. */
function withOneZero(column: Column): Column {
  if (column.dtype !== "float64") return column;
  const zero = column.values.find((value) => value === 0) ?? 0;
  return { ...column, values: column.values.map((value) => (value === 0 ? zero : value)) };
}
