import { firstByteOf, LineEnd, lineEndOf } from "./line-end.js";
import type { ObservedColumns } from "./observed-columns.js";
import {
  beginObserving,
  giveColumn,
  mostRows,
  newRowObserver,
  type RowObserver,
  takeColumn,
  takeColumns,
} from "./row-observer.js";
import { type CellForm, LineOutcome, type RowCells, tokenizeRow } from "./row-tokenizer.js";

const SPACE = 0x20;

/** What {@link observeRows} finds of rows, in order. */
export interface ObservedRows {
  /** How many rows there are so far. */
  count: number;
  /** Where each begins. */
  starts: Uint32Array;
  /**
   * Of each, whether it has a cell that may print otherwise than it stands in the file even where its column has the
   * cell's own type: 1 or 0.
   */
  altered: Uint8Array;
  /** How each ends: in CRLF, or LF. */
  lineEnd: LineEnd;
}

/** So many bytes are observed at a time: what a processor's cache holds. */
const usualWindow = 2 ** 18;
/** A longer line is left to the caller. */
const longestWindow = 2 ** 26;
/** What is known of columns is copied in and out with each call, which would be too much of more columns. */
const mostColumns = 2 ** 14;
/** An observer with more memory is not kept. */
const mostKeptMemory = 2 ** 24;

/** Null where there cannot be one. */
let observer: RowObserver | null | undefined;

/** What {@link oddCell} has to know of the lines that are observed. */
interface Lines {
  observer: RowObserver;
  bytes: Uint8Array;
  /** The observer has these bytes. */
  from: number;
  to: number;
  /** See {@link observeRows}. */
  limit: number;
  columns: ObservedColumns;
  cells: RowCells;
}
let lines: Lines | undefined;

/**
 * Reads plain lines, splitting and classifying each cell in one walk over its bytes, in WebAssembly. A cell that is
 * anything but a short number, True, False, text, or empty goes to {@link ObservedColumns.addCell}; a line that has other
 * than as many cells as columns, ends otherwise than `rows` do, or may be blank is left to the caller, as is what follows
 * it.
 * @param from start of a line
 * @param limit end of the last complete line: a LF is before it
 * @param rows with space for `most` more
 * @param firstRow the row's number within its chunk, from 1
 * @param cells scratch for cells that take a closer look; says what separates them
 * @param leastWindow so many bytes are observed at a time, more only where a line is longer
 * @returns where the next line begins, which was not read
 */
export function observeRows(
  bytes: Uint8Array,
  from: number,
  limit: number,
  rows: ObservedRows,
  most: number,
  columns: ObservedColumns,
  firstRow: number,
  cells: RowCells,
  leastWindow = usualWindow,
): number {
  const { width } = columns;
  if (width > mostColumns) return from;
  if (observer === undefined) observer = newRowObserver(oddCell) ?? null;
  if (observer === null)
    return observeRowsWithoutWebAssembly(bytes, from, limit, rows, most, columns, firstRow, cells);
  const { wasm } = observer;
  const end = rows.count + most;
  let row = firstRow;
  let at = from;
  let windowSize = Math.min(leastWindow, limit - from);
  const ends = { cell: cells.separator, line: firstByteOf(rows.lineEnd) };
  beginObserving(observer, columns, ends, windowSize);
  while (rows.count < end && at < limit) {
    const to = Math.min(at + windowSize, limit);
    observer.bytes.set(bytes.subarray(at, to));
    lines = { observer, bytes, from: at, to, limit, columns, cells };
    const wanted = Math.min(end - rows.count, mostRows);
    const count = wasm.observe(to - at, wanted, row, at);
    rows.starts.set(observer.rowStarts.subarray(0, count), rows.count);
    rows.altered.set(observer.rowsAltered.subarray(0, count), rows.count);
    rows.count += count;
    row += count;
    at += wasm.usedBytes();
    if (count === wanted || at === to || (wasm.endsWithin() && count > 0)) continue;
    if (!wasm.endsWithin() || to === limit || windowSize >= longestWindow) break;
    takeColumns(observer, columns);
    windowSize *= 2;
    beginObserving(observer, columns, ends, windowSize);
  }
  takeColumns(observer, columns);
  if (row > firstRow) columns.inference.endLine(width);
  lines = undefined;
  if (wasm.memory.buffer.byteLength > mostKeptMemory) observer = undefined;
  return at;
}

/** The same as {@link observeRows}, with the tokenizer: slower by a multiple. */
export function observeRowsWithoutWebAssembly(
  bytes: Uint8Array,
  from: number,
  limit: number,
  rows: ObservedRows,
  most: number,
  columns: ObservedColumns,
  firstRow: number,
  cells: RowCells,
): number {
  const { width, inference } = columns;
  const lineEnd = rows.lineEnd === LineEnd.crlf ? LineEnd.crlf : LineEnd.lf;
  let at = from;
  for (let row = firstRow; row < firstRow + most && at < limit; row++) {
    // A blank line is none, and one that begins with a space may be blank.
    if (bytes[at] <= SPACE) return at;
    if (tokenizeRow(bytes, at, limit, false, cells) !== LineOutcome.complete) return at;
    if (cells.count !== width || lineEndOf(bytes, cells) !== lineEnd) return at;
    let isAltered = 0;
    for (let i = 0; i < width; i++) {
      const form = cells.forms[i] as CellForm;
      if (!columns.addCell(i, bytes, cells.starts[i], cells.ends[i], form, row)) isAltered = 1;
    }
    inference.endLine(width);
    rows.starts[rows.count] = at;
    rows.altered[rows.count++] = isAltered;
    at = cells.next;
  }
  return at;
}

/** What {@link oddCell} returns for a line that has to be read otherwise, and for one that the observer has not all of. */
const otherwise = -1;
const incomplete = -2;

/** Takes a closer look at a cell. @returns what `assembly/observe-rows.ts` expects of it */
function oddCell(column: number, start: number, row: number): number {
  const { observer, bytes, from, to, limit, columns, cells } = lines as Lines;
  const outcome = tokenizeRow(bytes, from + start, limit, false, cells, 1);
  if (outcome !== LineOutcome.complete) return otherwise;
  const end = cells.textEnd;
  if (end >= to) return end < limit ? incomplete : otherwise;
  takeColumn(observer, columns, column);
  const form = cells.forms[0] as CellForm;
  const isPrinted = columns.addCell(column, bytes, cells.starts[0], cells.ends[0], form, row);
  giveColumn(observer, columns, column);
  return (end - from) * 2 + (isPrinted ? 0 : 1);
}
