import type { ColumnReference } from "../columns/column-reference.js";
import { PackedData } from "../columns/packed-texts.js";
import { CellCode } from "../numbers/cell-code.js";
import { classifyCell } from "../numbers/classify-cell.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { parseBoolean } from "../numbers/parse-boolean.js";
import { cellEnd, isFloat, readNumber } from "./plain-numbers.js";

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

type PlainKind = "number" | "boolean" | "text";

/** A column as its cells are read. Each has space for more rows, and for the bytes of a block. */
export interface PlainColumn {
  readonly name: string;
  readonly kind: PlainKind;
  /** Of numbers; NaN where missing. */
  values: Float64Array;
  /** Whether a number had a point or an exponent, or was missing. */
  isFloat: boolean;
  /** Of booleans their values; of texts, per row 1 where it is missing, once one is. */
  flags: Uint8Array;
  /** Of texts: see `PackedTexts`. */
  bytes: Buffer;
  offsets: Uint32Array;
  hasMissing: boolean;
  /** Whether any text of pandas' chunk makes text of all. */
  isSettled: boolean;
  /** So many cells of the chunk came before, which could have been something else. */
  undecided: number;
}

const none = { numbers: new Float64Array(0), flags: new Uint8Array(0), offsets: new Uint32Array(1) };

export function newPlainColumn(name: string, kind: PlainKind): PlainColumn {
  return {
    name,
    kind,
    values: none.numbers,
    isFloat: false,
    flags: none.flags,
    bytes: Buffer.alloc(0),
    offsets: none.offsets,
    hasMissing: false,
    isSettled: false,
    undecided: 0,
  };
}

/** What a column of nothing but such cells would be. */
export function plainKindOf(bytes: Buffer, start: number): PlainKind {
  if (!Number.isNaN(readNumber(bytes, start))) return "number";
  if (bytes[start] === QUOTE) return "text";
  const end = endOfCell(bytes, start);
  if (isMissingSpelling(bytes, start, end)) return "number";
  return parseBoolean(bytes, start, end) === undefined ? "text" : "boolean";
}

/** Makes space for so many rows. */
export function reserveRows(column: PlainColumn, rows: number): void {
  if (column.kind === "number") column.values = enlarged(column.values, new Float64Array(rows));
  else if (column.kind === "boolean") column.flags = enlarged(column.flags, new Uint8Array(rows));
  else {
    column.offsets = enlarged(column.offsets, new Uint32Array(rows + 1));
    if (column.hasMissing) column.flags = enlarged(column.flags, new Uint8Array(rows));
  }
}

/** Makes space for so many more bytes of text, or for `expected` of them altogether. */
export function reserveBytes(column: PlainColumn, row: number, more: number, expected: number): void {
  const needed = column.offsets[row] + more;
  if (column.kind !== "text" || column.bytes.length >= needed) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * column.bytes.length, expected));
  column.bytes.copy(larger, 0, 0, column.offsets[row]);
  column.bytes = larger;
}

function enlarged<Values extends Float64Array | Uint8Array | Uint32Array>(
  values: Values,
  larger: Values,
): Values {
  larger.set(values);
  return larger;
}

/** What the functions below return for a cell that is not plain, or goes on behind the bytes that are there. */
export const notPlain = -1;
export const incomplete = -2;

/** Reads a number. @returns where its cell ends, or {@link notPlain} */
export function addNumber(column: PlainColumn, bytes: Buffer, start: number, row: number): number {
  const value = readNumber(bytes, start);
  if (Number.isNaN(value)) return addMissingNumber(column, bytes, start, row);
  if (isFloat) column.isFloat = true;
  column.values[row] = value;
  return cellEnd;
}

function addMissingNumber(column: PlainColumn, bytes: Buffer, start: number, row: number): number {
  const end = endOfCell(bytes, start);
  if (bytes[end] === QUOTE || !isMissingSpelling(bytes, start, end)) return notPlain;
  column.isFloat = true;
  column.values[row] = Number.NaN;
  return end;
}

/** Reads True or False. @returns where its cell ends, or {@link notPlain} */
export function addBoolean(column: PlainColumn, bytes: Buffer, start: number, row: number): number {
  const end = endOfCell(bytes, start);
  const value = parseBoolean(bytes, start, end);
  if (value === undefined) return notPlain;
  column.flags[row] = value ? 1 : 0;
  return end;
}

/** Bytes at which an unquoted cell ends, or is not plain. */
const ends = Uint8Array.from({ length: 256 }, (_, byte) => ([COMMA, QUOTE, LF, CR].includes(byte) ? 1 : 0));

function endOfCell(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] > COMMA || ends[bytes[at]] === 0) at++;
  return at;
}

/**
 * Reads a text.
 * @param filled where the bytes end that are there
 * @returns where its cell ends, {@link notPlain}, or {@link incomplete}
 */
export function addText(
  column: PlainColumn,
  from: Buffer,
  start: number,
  filled: number,
  row: number,
): number {
  if (from[start] === QUOTE) return addQuoted(column, from, start + 1, filled, row);
  const { bytes } = column;
  let length = column.offsets[row];
  let at = start;
  let byte = from[at];
  // Letters and digits lie above all that could end a cell.
  while (byte > COMMA || ends[byte] === 0) {
    bytes[length++] = byte;
    byte = from[++at];
  }
  return byte !== QUOTE && endText(column, row, length) ? at : notPlain;
}

/** So many bytes are copied one by one; more are sooner found and copied at once. */
const shortText = 32;

function addQuoted(column: PlainColumn, from: Buffer, start: number, filled: number, row: number): number {
  const { bytes } = column;
  let length = column.offsets[row];
  let at = start;
  for (;;) {
    const near = Math.min(at + shortText, filled);
    while (at < near && from[at] !== QUOTE) bytes[length++] = from[at++];
    if (at === near) {
      const quote = from.indexOf(QUOTE, at);
      if (quote < 0 || quote >= filled) return incomplete;
      from.copy(bytes, length, at, quote);
      length += quote - at;
      at = quote;
    }
    if (++at >= filled) return incomplete;
    if (from[at] !== QUOTE) break;
    bytes[length++] = QUOTE;
    at++;
  }
  return endText(column, row, length) ? at : notPlain;
}

/** Cells that are read before it must have shown that they are text. */
const mostUndecided = 4096;

/** Takes the text that ends at `end`. @returns false where the column may be something else */
function endText(column: PlainColumn, row: number, end: number): boolean {
  const start = column.offsets[row];
  if (isMissingSpelling(column.bytes, start, end)) {
    addMissingText(column, row);
    return true;
  }
  column.offsets[row + 1] = end;
  return column.isSettled || settle(column, start, end);
}

function addMissingText(column: PlainColumn, row: number): void {
  column.offsets[row + 1] = column.offsets[row];
  if (!column.hasMissing) {
    column.hasMissing = true;
    column.flags = new Uint8Array(column.offsets.length - 1);
  }
  column.flags[row] = 1;
}

/** More digits could overflow an integer type, and then the order of cells matters. */
const shortNumber = 15;

function settle(column: PlainColumn, start: number, end: number): boolean {
  column.isSettled = classifyCell(column.bytes, start, end) === CellCode.text;
  if (column.isSettled) return true;
  return end - start <= shortNumber && ++column.undecided <= mostUndecided;
}

/** For the end of a chunk of pandas. @returns false where a column of text would be something else there */
export function endChunk(column: PlainColumn): boolean {
  const isText = column.kind !== "text" || column.isSettled || column.undecided === 0;
  column.isSettled = false;
  column.undecided = 0;
  return isText;
}

/** The column of a table. @param ascii whether all bytes of the file are */
export function referenceOf(column: PlainColumn, rows: number, ascii: boolean): ColumnReference {
  const { name, kind } = column;
  const at = { name, rows: undefined } as const;
  if (kind === "number") {
    const dtype = column.isFloat ? "float64" : "int64";
    const values = column.values.subarray(0, rows);
    return { ...at, dtype, data: { kind: "memory", column: { dtype, values } } };
  }
  if (kind === "boolean") {
    const values = column.flags.subarray(0, rows);
    return { ...at, dtype: "bool", data: { kind: "memory", column: { dtype: "bool", values } } };
  }
  const data = new PackedData({
    bytes: column.bytes.subarray(0, column.offsets[rows]),
    offsets: column.offsets.subarray(0, rows + 1),
    missing: column.hasMissing ? column.flags : undefined,
    ascii,
  });
  return { ...at, dtype: "object", data };
}
