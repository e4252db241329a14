import { CellCode } from "../numbers/cell-code.js";
import { MINUS, NINE, POINT, ZERO } from "../numbers/characters.js";
import { isShortest, newDecimal } from "../numbers/exact-decimal.js";
import { isMissingSpelling, longestMissing, maybeMissing } from "../numbers/missing-values.js";
import { negativeSeen } from "./column-inference.js";
import { asPrinted, ColumnTrait, type ObservedColumns } from "./observed-columns.js";
import { type CellForm, LineOutcome, type RowCells, tokenizeRow } from "./row-tokenizer.js";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const F = 0x46;
const T = 0x54;

/** Integers of more digits could overflow an integer type, and what that makes of a column is decided elsewhere. */
const mostDigits = 18;
/** Integers of more characters may be beyond 2^53, and numbers read otherwise by pandas' default parser. */
const safeLength = 15;

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
}

/**
 * Reads plain lines, splitting and classifying each cell in one walk over its bytes. A cell that is anything but a short
 * number, True, False, text, or empty goes to {@link ObservedColumns.addCell}; a line that has other than as many cells as
 * columns, does not end in LF, or may be blank is left to the caller, as is what follows it.
 * @param from start of a line
 * @param limit end of the last complete line: a LF is before it
 * @param rows with space for `most` more
 * @param firstRow the row's number within its chunk, from 1
 * @param cells scratch for cells that take a closer look; says what separates them
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
): number {
  let at = from;
  for (let i = 0; i < most && at < limit; i++) {
    // A blank line is none, and one that begins with a space may be blank.
    if (bytes[at] <= SPACE) return at;
    isAltered = 0;
    const next = observeRow(bytes, at, limit, columns, firstRow + i, cells);
    if (next < 0) return at;
    rows.starts[rows.count] = at;
    rows.altered[rows.count++] = isAltered;
    at = next;
  }
  return at;
}

/** 1 once a cell of the current row may print otherwise. Module variables are what small functions return beside. */
let isAltered = 0;
/** Where the cell that was read last ends. */
let cellEnd = 0;

const missingBits = (1 << CellCode.missing) * asPrinted;
const booleanBits = (1 << CellCode.boolean) * asPrinted;
const floatBits = (1 << CellCode.float) * asPrinted;

/** @returns where the next line begins; -1 for a line that has to be read otherwise, however much of it was observed */
function observeRow(
  bytes: Uint8Array,
  from: number,
  limit: number,
  columns: ObservedColumns,
  row: number,
  cells: RowCells,
): number {
  const { inference, longestNumber } = columns;
  const { codes, textOnly } = inference;
  const { separator } = cells;
  const last = codes.length - 1;
  let at = from;
  for (let i = 0; i <= last; i++) {
    const end = i === last ? LF : separator;
    const first = bytes[at];
    const start = at;
    let isRead = false;
    if (first === end) {
      codes[i] |= missingBits;
      at++;
      continue;
    }
    if (textOnly[i] === 1) isRead = readText(bytes, at, limit, end, i, columns, separator);
    else if (first <= NINE) {
      const code = readNumber(bytes, at);
      at = cellEnd;
      isRead = code >= 0 && bytes[at] === end && at - start <= longestNumber;
      if (isRead) addNumber(columns, i, code as CellCode, row, first === MINUS, at - start);
    } else if (first === T || first === F) {
      isRead = readBoolean(bytes, at) && bytes[cellEnd] === end;
      if (isRead) addBoolean(columns, i, row);
    }
    if (!isRead) {
      if (tokenizeRow(bytes, start, limit, false, cells, 1) !== LineOutcome.complete) return -1;
      cellEnd = cells.textEnd;
      if (bytes[cellEnd] !== end) return -1;
      const form = cells.forms[0] as CellForm;
      if (!columns.addCell(i, bytes, cells.starts[0], cells.ends[0], form, row)) isAltered = 1;
    }
    at = cellEnd + 1;
  }
  inference.endLine(last + 1);
  return at;
}

function addNumber(
  columns: ObservedColumns,
  i: number,
  code: CellCode,
  row: number,
  isNegative: boolean,
  length: number,
): void {
  const { inference } = columns;
  if (code === CellCode.integer) {
    inference.codes[i] |= columns.integerBits[i];
    isAltered |= columns.integersAlter[i];
    if (isNegative) inference.seen[i] |= negativeSeen;
    if (length > safeLength) columns.traits[i] |= ColumnTrait.wide;
    return;
  }
  if (code === CellCode.float) inference.codes[i] |= floatBits;
  else {
    inference.codes[i] |= 1 << code;
    isAltered = 1;
  }
  if (inference.firstNonInteger[i] === 0) inference.firstNonInteger[i] = row;
  if (isNegative) inference.seen[i] |= negativeSeen;
  else if (inference.firstNonUnsigned[i] === 0) inference.firstNonUnsigned[i] = row;
}

function addBoolean({ inference }: ObservedColumns, i: number, row: number): void {
  inference.codes[i] |= booleanBits;
  if (inference.firstNonInteger[i] === 0) inference.firstNonInteger[i] = row;
  if (inference.firstNonUnsigned[i] === 0) inference.firstNonUnsigned[i] = row;
}

const decimal = newDecimal();
/** So many digits fit into 31 bits. */
const shortDigits = 9;

/**
 * Reads a number without exponent up to where it ends.
 * @returns its code; -1 for anything that takes a closer look
 */
function readNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  if (bytes[at] === MINUS) at++;
  const digitsStart = at;
  let high = 0;
  let digit = bytes[at] - ZERO;
  while (digit >= 0 && digit <= 9 && at - digitsStart < shortDigits) {
    high = high * 10 + digit;
    digit = bytes[++at] - ZERO;
  }
  const integerDigits = at - digitsStart;
  cellEnd = at;
  if (integerDigits === 0) return -1;
  const leadingZero = bytes[digitsStart] === ZERO;
  if (leadingZero && integerDigits > 1) return -1;
  if (digit >= 0 && digit <= 9) return readLongInteger(bytes, digitsStart, at);
  if (bytes[at] === POINT) return readFraction(bytes, at + 1, high, leadingZero ? 0 : integerDigits);
  // An integer knows no minus zero, a float does.
  return leadingZero && digitsStart > start ? -1 : CellCode.integer;
}

function readLongInteger(bytes: Uint8Array, digitsStart: number, from: number): number {
  let at = from;
  while (bytes[at] >= ZERO && bytes[at] <= NINE && at - digitsStart <= mostDigits) at++;
  cellEnd = at;
  return at - digitsStart > mostDigits || bytes[at] === POINT ? -1 : CellCode.integer;
}

/**
 * Reads what follows a point, and decides as `classifyCell` does whether Python prints the number with these bytes.
 * @param integer the digits before the point, @param integerDigits how many of them there are, none for a zero
 */
function readFraction(bytes: Uint8Array, from: number, integer: number, integerDigits: number): number {
  let at = from;
  let high = integer;
  let digits = integerDigits;
  let digit = bytes[at] - ZERO;
  if (digits === 0) while (digit === 0) digit = bytes[++at] - ZERO;
  const zeros = at - from;
  while (digit >= 0 && digit <= 9 && digits < shortDigits) {
    high = high * 10 + digit;
    digits++;
    digit = bytes[++at] - ZERO;
  }
  let low = 0;
  let lowDigits = 0;
  while (digit >= 0 && digit <= 9 && lowDigits < shortDigits) {
    low = low * 10 + digit;
    lowDigits++;
    digit = bytes[++at] - ZERO;
  }
  cellEnd = at;
  const scale = at - from;
  if (scale === 0 || (digit >= 0 && digit <= 9)) return -1;
  // Zeros to spare, and magnitudes that Python prints with an exponent.
  if (scale > 1 && bytes[at - 1] === ZERO) return CellCode.looseFloat;
  if (zeros >= 4 && scale > 4) return CellCode.looseFloat;
  // A decimal of at most 15 significant digits is the shortest spelling of its double.
  if (digits + lowDigits <= 15) return CellCode.float;
  if (digits + lowDigits > 17 || scale > 22) return -1;
  decimal.high = high;
  decimal.low = low;
  decimal.lowDigits = lowDigits;
  decimal.scale = scale;
  return isShortest(decimal) ? CellCode.float : -1;
}

/** Reads `True` or `False`. */
function readBoolean(bytes: Uint8Array, at: number): boolean {
  const word = bytes[at] === T ? "True" : "False";
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  cellEnd = at + word.length;
  return true;
}

/** Reads a cell of a column that is text by now, if it is not missing and ends at `end`. */
function readText(
  bytes: Uint8Array,
  start: number,
  limit: number,
  end: number,
  i: number,
  columns: ObservedColumns,
  separator: number,
): boolean {
  if (bytes[start] === QUOTE) return readQuotedText(bytes, start, limit, end, i, columns, separator);
  let at = start;
  let byte = bytes[at];
  // Letters and digits lie above all that could end a cell.
  while (byte > COMMA || (byte !== separator && byte !== LF && byte !== CR && byte !== QUOTE))
    byte = bytes[++at];
  cellEnd = at;
  if (byte !== end) return false;
  return (
    at - start > longestMissing || maybeMissing[bytes[start]] === 0 || !isMissingSpelling(bytes, start, at)
  );
}

function readQuotedText(
  bytes: Uint8Array,
  open: number,
  limit: number,
  end: number,
  i: number,
  columns: ObservedColumns,
  separator: number,
): boolean {
  let at = open + 1;
  let needsQuotes = false;
  for (; at < limit; at++) {
    const byte = bytes[at];
    if (byte > COMMA) continue;
    if (byte === separator || byte === LF) needsQuotes = true;
    else if (byte === QUOTE) {
      if (bytes[at + 1] !== QUOTE) break;
      needsQuotes = true;
      at++;
    }
  }
  cellEnd = at + 1;
  if (at >= limit || bytes[cellEnd] !== end) return false;
  // Whether quotes are needless, and what a missing value in them is, is decided elsewhere.
  if (!needsQuotes) return false;
  columns.traits[i] |= ColumnTrait.quoted;
  return true;
}
