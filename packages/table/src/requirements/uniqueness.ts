import { quoteNames } from "@mlebench/core";
import { type Key, keys } from "../columns/keys.js";
import { quotedCell } from "../quote.js";
import type { Table } from "../table.js";

/**
 * Requires that no two rows have the same value, or the same values in several columns; missing values are equal.
 * @throws an error that names the first row that repeats the values of an earlier one, and the first column
 */
export function requireUnique(table: Table, name: string, ...more: string[]): void {
  const seen = new Set<string | null>();
  const columns = [name, ...more].map((column) => table.strings(column));
  for (let row = 0; row < table.length; row++) {
    const key = more.length === 0 ? columns[0][row] : JSON.stringify(columns.map((texts) => texts[row]));
    if (seen.has(key)) {
      throw table.error(`Duplicate value${quotedCell(table, name, row)}`, {
        row: row + 1,
        column: name,
        expected: more.length === 0 ? "every value once" : `every value once per ${quoteNames(more)}`,
      });
    }
    seen.add(key);
  }
}

/** Rows that are decoded at once, so that long tables are never in memory in full. */
const rowsAtOnce = 2 ** 20;

/**
 * Requires that no value of a column is in both parts of a divided table, such as an ID for training and testing. As in Python's
 * sets, missing texts are equal, missing numbers are not.
 * @param test the smaller part, at most 2^24 rows
 * @throws an error that names the first row of the larger part with such a value
 */
export function requireDisjoint(train: Table, test: Table, name: string): void {
  const tested = test.column(name);
  const keyOf = keys(tested);
  const known = new Set<Key | undefined>(Array.from({ length: test.length }, (_, row) => keyOf(row)));
  if (tested.dtype !== "object") known.delete(undefined);
  const filter = test.textFilter(name);
  const order = train.inReadingOrder(name);
  let repeated = Number.POSITIVE_INFINITY;
  const compare = (row: number, key: Key | undefined) => {
    if (row < repeated && known.has(key)) repeated = row;
  };
  if (filter === undefined || !train.eachPassing(name, order, filter, compare)) {
    for (let start = 0; start < train.length; start += rowsAtOnce) {
      const rows = order.subarray(start, start + rowsAtOnce);
      const key = keys(train.select(name).take(rows).column(name));
      for (let i = 0; i < rows.length; i++) compare(rows[i], key(i));
    }
  }
  if (repeated === Number.POSITIVE_INFINITY) return;
  throw train.error(`Duplicate value${quotedCell(train, name, repeated)}`, {
    row: repeated + 1,
    column: name,
    expected: "no value both in the training and in the test part",
    hint: "Download the competition's data again.",
  });
}
