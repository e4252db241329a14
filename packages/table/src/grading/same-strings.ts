import type { PackedTexts } from "../columns/packed-texts.js";
import { CellForm } from "../csv/row-tokenizer.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import type { Table } from "../table.js";
import { sameTexts } from "./byte-ids.js";

/**
 * Whether two tables hold the same text in every row of a column, found by comparing their files' bytes, so that
 * millions of texts need not be in memory.
 * @returns false also where only a closer comparison would decide: a missing value, doubled quotes, rows that were chosen or
 * put in order before, a column that is not all text
 */
export function haveSameStrings(a: Table, b: Table, name: string): boolean {
  if (a.length !== b.length) return false;
  const [textsA, textsB] = [packedTexts(a, name), packedTexts(b, name)];
  if (textsA !== undefined && textsB !== undefined) return sameTexts(textsA, textsB);
  const cellA = cellsOf(a, name);
  const cellB = cellsOf(b, name);
  if (cellA === undefined || cellB === undefined) return false;
  for (let row = 0; row < a.length; row++) {
    const one = cellA(row);
    const other = cellB(row);
    if (one.form >= CellForm.escaped || other.form >= CellForm.escaped) return false;
    const length = one.end - one.start;
    if (length !== other.end - other.start) return false;
    for (let i = 0; i < length; i++) {
      if (one.bytes[one.start + i] !== other.bytes[other.start + i]) return false;
    }
    if (isMissingSpelling(one.bytes, one.start, one.end)) return false;
  }
  return true;
}

/** The texts of a column that are in memory one after another, none of them missing. */
function packedTexts(table: Table, name: string): PackedTexts | undefined {
  const reference = table.references.find((candidate) => candidate.name === name);
  if (reference?.data.kind !== "memory" || reference.rows !== undefined) return undefined;
  const { texts } = reference.data;
  return texts?.missing === undefined ? texts : undefined;
}

interface LocatedCell {
  bytes: Uint8Array;
  start: number;
  end: number;
  form: number;
}

/** Where a column's cell of a row is; the result is reused by the next call. Undefined for columns not read as text. */
function cellsOf(table: Table, name: string): ((row: number) => LocatedCell) | undefined {
  const cell: LocatedCell = { bytes: new Uint8Array(), start: 0, end: 0, form: CellForm.plain };
  const texts = packedTexts(table, name);
  if (texts !== undefined) {
    const { bytes, offsets } = texts;
    cell.bytes = bytes;
    return (row) => {
      cell.start = offsets[row];
      cell.end = offsets[row + 1];
      return cell;
    };
  }
  const reference = table.references.find((candidate) => candidate.name === name);
  if (reference?.data.kind !== "source" || reference.rows !== undefined) return undefined;
  const { source, index } = reference.data;
  const column = source.columns[index];
  if (column.dtype !== "object" || column.chunks !== undefined) return undefined;
  const at = source.leading + index;
  return (row) => {
    const { bytes, cells } = source.row(row, at + 1);
    cell.bytes = bytes;
    // A line may be short of cells: what pandas fills in is missing, as is an empty cell.
    const isThere = at < cells.count;
    cell.start = isThere ? cells.starts[at] : 0;
    cell.end = isThere ? cells.ends[at] : 0;
    cell.form = isThere ? cells.forms[at] : CellForm.plain;
    return cell;
  };
}
