import type { Cell, Column } from "../columns/column.js";
import { identityOrder, orderOfNumbers, orderOfStrings } from "./radix-order.js";

/** Below this many elements NumPy's quicksort turns to insertion. */
const smallPartition = 16;

/**
 * Positions in ascending order by NumPy's `argsort(kind="quicksort")`: an introsort with median of three, so that
 * equal keys come out in the same order as they do there.
 * @param less strict order of two positions
 */
export function argsortQuicksort(length: number, less: (a: number, b: number) => boolean): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  const stack: number[] = [];
  let low = 0;
  let high = length - 1;
  let depth = 2 * Math.floor(Math.log2(Math.max(1, length)));
  const swap = (a: number, b: number): void => {
    const held = order[a];
    order[a] = order[b];
    order[b] = held;
  };
  for (;;) {
    if (depth < 0) {
      heapsort(order, low, high - low + 1, less);
    } else {
      while (high - low > smallPartition - 1) {
        const middle = low + ((high - low) >> 1);
        if (less(order[middle], order[low])) swap(middle, low);
        if (less(order[high], order[middle])) swap(high, middle);
        if (less(order[middle], order[low])) swap(middle, low);
        const pivot = order[middle];
        let left = low;
        let right = high - 1;
        swap(middle, right);
        for (;;) {
          do left++;
          while (less(order[left], pivot));
          do right--;
          while (less(pivot, order[right]));
          if (left >= right) break;
          swap(left, right);
        }
        swap(left, high - 1);
        depth--;
        // The larger part is pushed; the smaller one is next.
        if (left - low < high - left) {
          stack.push(left + 1, high, depth);
          high = left - 1;
        } else {
          stack.push(low, left - 1, depth);
          low = left + 1;
        }
      }
      for (let i = low + 1; i <= high; i++) {
        const moving = order[i];
        let at = i;
        while (at > low && less(moving, order[at - 1])) {
          order[at] = order[at - 1];
          at--;
        }
        order[at] = moving;
      }
    }
    if (stack.length === 0) return order;
    depth = stack.pop() as number;
    high = stack.pop() as number;
    low = stack.pop() as number;
  }
}

/** NumPy's heapsort of positions, the fallback for partitions that degenerate. */
function heapsort(
  order: Uint32Array,
  offset: number,
  length: number,
  less: (a: number, b: number) => boolean,
): void {
  const sift = (root: number, size: number, value: number): void => {
    let parent = root;
    let child = root * 2;
    while (child <= size) {
      if (child < size && less(order[offset + child - 1], order[offset + child])) child++;
      if (!less(value, order[offset + child - 1])) break;
      order[offset + parent - 1] = order[offset + child - 1];
      parent = child;
      child += child;
    }
    order[offset + parent - 1] = value;
  };
  for (let root = length >> 1; root > 0; root--) sift(root, length, order[offset + root - 1]);
  for (let size = length; size > 1; ) {
    const value = order[offset + size - 1];
    order[offset + size - 1] = order[offset];
    size--;
    sift(1, size, value);
  }
}

/** Python's order of strings: by code point. JavaScript's differs only where surrogates are involved. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (isSurrogate(x) || isSurrogate(y)) return rankOfUnit(a, i) - rankOfUnit(b, i);
    return x - y;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Where the code unit at `i` stands among others there: one of a pair, unlike one alone, is above all single units. */
function rankOfUnit(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  const paired = isHigh(unit) ? isLow(text.charCodeAt(i + 1)) : isLow(unit) && isHigh(text.charCodeAt(i - 1));
  return paired ? unit + 0x10000 : unit;
}

/** Makes the error for values that cannot be sorted: the table that they are from. */
interface ErrorSource {
  error(message: string, details: { row: number; column: string; expected: string }): Error;
}

interface NamedColumn {
  name: string;
  column: Column;
}

/** Positions of all rows in the order of pandas' `sort_values(by=names)`. */
export function sortRows(by: readonly NamedColumn[], table: ErrorSource): Uint32Array {
  if (by.length === 1) return sortByOne(by[0], table);
  // Several keys: pandas ranks each column and sorts stably.
  const ranks = by.map((key) => rank(key, table));
  const length = by[0].column.values.length;
  const order = identityOrder(length);
  return order.sort((a, b) => {
    for (const values of ranks) if (values[a] !== values[b]) return values[a] - values[b];
    return a - b;
  });
}

function sortByOne({ name, column }: NamedColumn, table: ErrorSource): Uint32Array {
  const { present, missing } = splitMissing(column);
  const less = strictOrder(name, column, table);
  const distinct = missing.length === 0 ? orderOfDistinct(column, less) : undefined;
  if (distinct !== undefined) return distinct;
  const sorted = argsortQuicksort(present.length, (a, b) => less(present[a], present[b]));
  const order = new Uint32Array(present.length + missing.length);
  for (let i = 0; i < sorted.length; i++) order[i] = present[sorted[i]];
  order.set(missing, present.length);
  return order;
}

/** The one ascending order of values that are all different, found faster than by comparing; else undefined. */
function orderOfDistinct(column: Column, less: (a: number, b: number) => boolean): Uint32Array | undefined {
  const { length } = column.values;
  let ascending = 1;
  while (ascending < length && less(ascending - 1, ascending)) ascending++;
  if (ascending >= length) return identityOrder(length);
  if (column.values instanceof Float64Array) return orderOfNumbers(column.values);
  if (column.dtype !== "object" || column.values.some((cell) => typeof cell !== "string")) return undefined;
  return orderOfStrings(column.values as readonly string[], compareText);
}

function splitMissing(column: Column): { present: Uint32Array; missing: Uint32Array } {
  const length = column.values.length;
  const present = new Uint32Array(length);
  const missing: number[] = [];
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = column.values[i];
    if (value === null || (typeof value === "number" && Number.isNaN(value))) missing.push(i);
    else present[count++] = i;
  }
  return { present: present.subarray(0, count), missing: Uint32Array.from(missing) };
}

function strictOrder(name: string, column: Column, table: ErrorSource): (a: number, b: number) => boolean {
  if (column.dtype !== "object") {
    const { values } = column;
    return (a, b) => values[a] < values[b];
  }
  const { values } = column;
  const text = values.findIndex((cell) => typeof cell === "string");
  const other = values.findIndex((cell) => cell !== null && typeof cell !== "string");
  if (text !== -1 && other !== -1) {
    throw table.error("Cannot sort a mix of strings and numbers", {
      column: name,
      row: Math.max(text, other) + 1,
      expected: "values of one type",
    });
  }
  if (text === -1) return (a, b) => Number(values[a]) < Number(values[b]);
  return (a, b) => compareText(values[a] as string, values[b] as string) < 0;
}

function rank(key: NamedColumn, table: ErrorSource): Float64Array {
  const order = sortByOne(key, table);
  const { column } = key;
  const ranks = new Float64Array(order.length);
  const same = (a: number, b: number): boolean => sameValue(column.values[a], column.values[b]);
  let current = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && !same(order[i - 1], order[i])) current++;
    ranks[order[i]] = current;
  }
  return ranks;
}

function sameValue(a: Cell, b: Cell): boolean {
  const missing = (value: Cell): boolean =>
    value === null || (typeof value === "number" && Number.isNaN(value));
  return a === b || (missing(a) && missing(b));
}
