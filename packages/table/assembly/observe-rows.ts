// Splitting lines of CSV and classifying their cells in one walk over the bytes, in AssemblyScript: `pnpm assembly`
// compiles it into src/csv/observe-rows-wasm.generated.ts. What it decides is what `classifyCell` and the tokenizer
// decide; whatever it is not sure of it asks `oddCell` about, which is written in TypeScript.
//
// Memory, from `base()` on: the spellings of missing values, where rows begin, which of them are altered, what is known
// of the columns, the bytes of the lines.

import { numberEnd, readNumber } from "./read-number";
import { closingQuote, isMissingSpelling, needsQuotes, setSpellings } from "./text";

export { base } from "./text";

/**
 * For a cell that takes a closer look.
 * @returns where it ends, counted from the first byte, times two, plus one if it may print otherwise than it stands in
 * the file; or a negative number
 */
declare function oddCell(column: i32, start: i32, row: i32): i32;

/** The line goes on behind the bytes that are there; any other negative number: it has to be read otherwise. */
const incomplete: i32 = -2;

// Codes of cells, traits of columns: see `CellCode`, `ColumnTrait`, and `asPrinted`.
const missingCode: i32 = 0;
const integerCode: i32 = 1;
const floatCode: i32 = 4;
const booleanCode: i32 = 6;
const printed: i32 = 16;
const quotedTrait: u8 = 2;
const requotedTrait: u8 = 4;
const wideTrait: u8 = 8;
const negativeSeen: u8 = 1;

// What is known of a column: the places of its members, and its size.
const codes: usize = 0;
const firstNonInteger: usize = 4;
const firstNonUnsigned: usize = 8;
const integerBits: usize = 12;
const textOnly: usize = 16;
const seen: usize = 17;
const traits: usize = 18;
const integersAlter: usize = 19;
const columnSize: usize = 20;

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const NINE: u32 = 0x39;
const F: u32 = 0x46;
const T: u32 = 0x54;

/** Integers of more characters may be beyond 2^53. */
const safeLength: usize = 15;

// Set by `begin`.
let width: u32 = 0;
let separator: u32 = COMMA;
/** What follows the last cell of a line: LF, or the CR before it. */
let lineEnd: u32 = LF;
let longestNumber: usize = 0;
let rowStarts: usize = 0;
let rowsAltered: usize = 0;
let columns: usize = 0;
let bytes: usize = 0;

/** Where the bytes end that are there; behind them is a line feed that is none of theirs. */
let limit: usize = 0;
/** Where the cell that was read last ends. */
let cellEnd: usize = 0;
/** 1 once a cell of the row may print otherwise. */
let isAltered: u32 = 0;
/** Where the first line begins that was not observed, counted from the first byte. */
let used: i32 = 0;
let isIncomplete: bool = false;

/**
 * Says what tables look like, and where memory has what. Missing values are spelled with eight bytes each.
 * @param lineEndByte LF, or CR for lines that end in CRLF
 */
export function begin(
  tableWidth: u32,
  separatorByte: u32,
  lineEndByte: u32,
  longest: u32,
  spellingsAt: usize,
  rowStartsAt: usize,
  rowsAlteredAt: usize,
  columnsAt: usize,
  bytesAt: usize,
): void {
  width = tableWidth;
  separator = separatorByte;
  lineEnd = lineEndByte;
  longestNumber = longest;
  setSpellings(spellingsAt, rowStartsAt);
  rowStarts = rowStartsAt;
  rowsAltered = rowsAlteredAt;
  columns = columnsAt;
  bytes = bytesAt;
}

/**
 * Observes lines.
 * @param length so many bytes are there; 16 more can be written to
 * @param most so many rows at most
 * @param row the number of the first one within its chunk, from 1
 * @param offset what is added to where they begin
 * @returns how many were observed
 */
export function observe(length: usize, most: u32, row: i32, offset: u32): u32 {
  limit = bytes + length;
  store<u64>(limit, LF);
  store<u64>(limit + 8, 0);
  let at = bytes;
  let count: u32 = 0;
  isIncomplete = false;
  while (count < most && at < limit) {
    // A blank line is none, and one that begins with a space may be blank.
    if (load<u8>(at) <= SPACE) break;
    isAltered = 0;
    const next = observeRow(at, row + count);
    if (next === 0) break;
    store<u32>(rowStarts + 4 * count, offset + <u32>(at - bytes));
    store<u8>(rowsAltered + count, <u8>isAltered);
    count++;
    at = next;
  }
  used = <i32>(at - bytes);
  return count;
}

/** See {@link used}. */
export function usedBytes(): i32 {
  return used;
}

/** Whether the line at {@link usedBytes} goes on behind the bytes that are there. */
export function endsWithin(): bool {
  return isIncomplete;
}

/** Returns where the next line begins; 0 for a line that was not read, however much of it was observed. */
function observeRow(from: usize, row: i32): usize {
  let at = from;
  const last = width - 1;
  let column = columns;
  for (let i: u32 = 0; i <= last; i++, column += columnSize) {
    const end = i === last ? lineEnd : separator;
    const first: u32 = load<u8>(at);
    const start = at;
    if (first === end && at < limit) {
      store<i32>(
        column,
        load<i32>(column, codes) | (1 << missingCode) | (1 << (missingCode + printed)),
        codes,
      );
      at++;
      continue;
    }
    let isRead = false;
    if (load<u8>(column, textOnly) === 1) isRead = readText(at, end, column);
    else if (first <= NINE) {
      const code = readNumber(at);
      cellEnd = numberEnd;
      isRead = code >= 0 && endsAt(end) && cellEnd - start <= longestNumber;
      if (isRead) addNumber(column, code, row, first === MINUS, cellEnd - start);
    } else if (first === T || first === F) {
      isRead = readBoolean(at, first) && endsAt(end);
      if (isRead) addBoolean(column, row);
    }
    if (!isRead) {
      const found = oddCell(i, <i32>(start - bytes), row);
      if (found < 0) {
        isIncomplete = found === incomplete;
        return 0;
      }
      cellEnd = bytes + (<u32>found >>> 1);
      if (!endsAt(end)) return 0;
      isAltered |= found & 1;
    }
    at = cellEnd + 1;
  }
  if (lineEnd === LF) return at;
  isIncomplete = at === limit;
  return load<u8>(at) === LF && at < limit ? at + 1 : 0;
}

function endsAt(end: u32): bool {
  return load<u8>(cellEnd) === end && cellEnd < limit;
}

function addNumber(column: usize, code: i32, row: i32, isNegative: bool, length: usize): void {
  if (code === integerCode) {
    store<i32>(column, load<i32>(column, codes) | load<i32>(column, integerBits), codes);
    isAltered |= load<u8>(column, integersAlter);
    if (isNegative) store<u8>(column, load<u8>(column, seen) | negativeSeen, seen);
    if (length > safeLength) store<u8>(column, load<u8>(column, traits) | wideTrait, traits);
    return;
  }
  let bits = 1 << code;
  if (code === floatCode) bits |= 1 << (floatCode + printed);
  else isAltered = 1;
  store<i32>(column, load<i32>(column, codes) | bits, codes);
  if (load<i32>(column, firstNonInteger) === 0) store<i32>(column, row, firstNonInteger);
  if (isNegative) store<u8>(column, load<u8>(column, seen) | negativeSeen, seen);
  else if (load<i32>(column, firstNonUnsigned) === 0) store<i32>(column, row, firstNonUnsigned);
}

function addBoolean(column: usize, row: i32): void {
  const bits = (1 << booleanCode) | (1 << (booleanCode + printed));
  store<i32>(column, load<i32>(column, codes) | bits, codes);
  if (load<i32>(column, firstNonInteger) === 0) store<i32>(column, row, firstNonInteger);
  if (load<i32>(column, firstNonUnsigned) === 0) store<i32>(column, row, firstNonUnsigned);
}

/** Reads `True` or `False`. */
function readBoolean(at: usize, first: u32): bool {
  if (first === T) {
    cellEnd = at + 4;
    return load<u32>(at) === 0x65757254;
  }
  cellEnd = at + 5;
  return load<u32>(at + 1) === 0x65736c61;
}

/** Reads a cell of a column that is text by now, if it is not missing and ends at `end`. */
function readText(start: usize, end: u32, column: usize): bool {
  if (load<u8>(start) === QUOTE) return readQuotedText(start, end, column);
  let at = start;
  let byte: u32 = load<u8>(at);
  // Letters and digits lie above all that could end a cell.
  while (byte > COMMA || (byte !== separator && byte !== LF && byte !== CR && byte !== QUOTE))
    byte = load<u8>(++at);
  cellEnd = at;
  return byte === end && at < limit && !isMissingSpelling(start, at - start);
}

/** Reads a quoted cell, unless nothing is in it or what else is missing. */
function readQuotedText(open: usize, end: u32, column: usize): bool {
  const close = closingQuote(open + 1, limit, separator);
  cellEnd = close + 1;
  if (!endsAt(end)) return false;
  let found = quotedTrait;
  if (!needsQuotes) {
    const length = close - open - 1;
    if (length === 0 || isMissingSpelling(open + 1, length)) return false;
    found |= requotedTrait;
    isAltered = 1;
  }
  store<u8>(column, load<u8>(column, traits) | found, traits);
  return true;
}
