import { isAscii, isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Origin, Table } from "../table.js";
import { rowsPerChunk } from "./column-inference.js";
import {
  addBoolean,
  addNumber,
  addText,
  endChunk,
  incomplete,
  newPlainColumn,
  notPlain,
  type PlainColumn,
  plainKindOf,
  referenceOf,
  reserveBytes,
  reserveRows,
} from "./plain-columns.js";

const COMMA = 0x2c;
const QUOTE = 0x22;
const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;

/** Every column of text has space for so many bytes more, so that they are copied without a look at how many fit. */
const defaultBlockSize = 2 ** 19;
/** Files with more columns are left to `readCsv`, which allocates nothing per column. */
const mostColumns = 4096;
const mostTextColumns = 32;
/** Memory for more rows, or bytes of text, is taken only as they come. */
const mostExpectedRows = 2 ** 22;
const mostExpectedBytes = 2 ** 26;
/** Bytes of text in a column. */
const mostBytes = 2 ** 30;
/** Columns that look like numbers at first, as IDs of hexadecimal digits may. */
const mostRestarts = 4;

/** What has been read so far. */
interface Reading {
  readonly columns: readonly PlainColumn[];
  /** Rows that pandas finds the types of at a time. */
  readonly chunkRows: number;
  rows: number;
  /** So many rows fit. */
  capacity: number;
  rowInChunk: number;
  ascii: boolean;
  /** The column with the cell that was not plain. */
  surprise: number;
}

/**
 * Reads a CSV with nothing unusual in it in one pass, several times as fast as `readCsv`, to the same table. It keeps
 * numbers as numbers and texts as bytes, and nothing else of the file.
 * @returns undefined when the file cannot be opened or has anything else in it than columns of plain numbers, of True and
 * False, or of text: quotes around numbers or within a text that has none around it, numbers of more than 15 digits
 * before the point, lines of different widths or without content, an unnamed, quoted, or repeated column, types that
 * change within a column, bytes that are not UTF-8
 * @param blockSize bytes that are read at a time; no line may be longer. @default 512 KiB
 * @param chunkRows rows that types are found of at a time. @default as pandas, by the number of columns
 */
export function readPlainCsv(
  path: string,
  role: Origin["role"],
  { blockSize = defaultBlockSize, chunkRows }: { blockSize?: number; chunkRows?: number } = {},
): Table | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return undefined;
  }
  try {
    if (!fstatSync(file).isFile()) return undefined;
    const texts = new Set<number>();
    for (;;) {
      const reading = readBlocks(file, texts, blockSize, chunkRows);
      if (typeof reading !== "number") return reading && tableOf(reading, { role, file: path });
      if (texts.size === mostRestarts) return undefined;
      texts.add(reading);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * @param texts columns that are text, whatever the first row has
 * @returns undefined for a file that is not plain, and the column that has text where the rows before had numbers
 */
function readBlocks(
  file: number,
  texts: ReadonlySet<number>,
  blockSize: number,
  chunkRows: number | undefined,
): Reading | number | undefined {
  const { size } = fstatSync(file);
  // One byte more than is read, for the line feed that a last line may lack.
  const block = Buffer.allocUnsafeSlow(Math.min(blockSize, size + 1) + 1);
  let position = 0;
  let filled = 0;
  let reading: Reading | undefined;
  for (;;) {
    const count = readSync(file, block, filled, block.length - 1 - filled, position);
    position += count;
    filled += count;
    const last = count === 0;
    if (last && filled > 0 && block[filled - 1] !== LF) block[filled++] = LF;
    const end = block.lastIndexOf(LF, filled - 1) + 1;
    let at = 0;
    if (filled > 0 && end > 0) {
      if (!isUtf8(block.subarray(0, end)) || block.subarray(0, end).includes(0)) return undefined;
      if (reading === undefined) {
        at = block.indexOf(LF) + 1;
        reading = begin(block, at, end, texts, size, chunkRows);
        if (reading === undefined) return undefined;
      }
      reading.ascii &&= isAscii(block.subarray(0, end));
      if (!reserve(reading, filled, position / size)) return undefined;
      at = readLines(block, at, end, reading);
      if (at === notPlain) return canRestart(reading, texts) ? reading.surprise : undefined;
    }
    if (last) return at === filled && isComplete(reading) ? reading : undefined;
    // Lines longer than a block are left to `readCsv`.
    if (at === 0 && filled === block.length - 1) return undefined;
    block.copyWithin(0, at, filled);
    filled -= at;
  }
}

/** Takes the header, and looks at the first row. Undefined where there is none, or it has fewer cells. */
function begin(
  block: Buffer,
  first: number,
  end: number,
  texts: ReadonlySet<number>,
  size: number,
  givenChunkRows: number | undefined,
): Reading | undefined {
  const names = first < end ? headerNames(block.subarray(0, first - 1)) : undefined;
  if (names === undefined) return undefined;
  let at = first;
  const columns: PlainColumn[] = [];
  for (const [i, name] of names.entries()) {
    // Behind the lines that are there, a cell would have no end.
    if (at >= end) return undefined;
    const kind = plainKindOf(block, at);
    at = nextCell(block, at, end);
    columns.push(newPlainColumn(name, texts.has(i) ? "text" : kind));
  }
  if (columns.filter(({ kind }) => kind === "text").length > mostTextColumns) return undefined;
  const line = Math.max(1, block.indexOf(LF, first) - first);
  // A fifth more, since the first line may be longer than most.
  const capacity = Math.min(mostExpectedRows, Math.ceil((1.2 * size) / line) + 1);
  for (const column of columns) reserveRows(column, capacity);
  const chunkRows = givenChunkRows ?? rowsPerChunk(columns.length);
  return { columns, chunkRows, rows: 0, capacity, rowInChunk: 0, ascii: true, surprise: -1 };
}

/** Where the line's next cell begins; `end` after the last. */
function nextCell(bytes: Buffer, start: number, end: number): number {
  let quoted = false;
  for (let at = start; at < end; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (bytes[at] === COMMA) return at + 1;
    else if (bytes[at] === LF) break;
  }
  return end;
}

function headerNames(line: Buffer): string[] | undefined {
  if (line.includes(QUOTE) || line[0] === 0xef) return undefined;
  const text = (line.at(-1) === CR ? line.subarray(0, -1) : line).toString("utf8");
  const names = text.split(",", mostColumns + 1);
  const isUnclear = (name: string): boolean => name.trim() === "" || name.includes("\r");
  const isPlain =
    names.length <= mostColumns && !names.some(isUnclear) && new Set(names).size === names.length;
  return isPlain ? names : undefined;
}

/** Makes space for the texts of a block. @returns false where a column has more than is kept of one */
function reserve({ columns, rows }: Reading, more: number, share: number): boolean {
  for (const column of columns) {
    if (column.kind !== "text") continue;
    const length = column.offsets[rows];
    if (length + more > mostBytes) return false;
    // So many there will be, if the rest of the file is like what was read.
    const expected = Math.min(mostExpectedBytes, (1.1 * length) / share + more);
    reserveBytes(column, rows, more, expected);
  }
  return true;
}

/** Reads lines from `start` to `end`. @returns where the first line begins that is not complete, or {@link notPlain} */
function readLines(bytes: Buffer, start: number, end: number, reading: Reading): number {
  const { columns, chunkRows } = reading;
  const width = columns.length;
  let at = start;
  while (at < end) {
    const lineStart = at;
    const row = reading.rows;
    if (row === reading.capacity) {
      reading.capacity *= 2;
      for (const column of columns) reserveRows(column, reading.capacity);
    }
    if (reading.rowInChunk === chunkRows) {
      if (!columns.every(endChunk)) return notPlain;
      reading.rowInChunk = 0;
    }
    // A line of spaces is blank, and so is one that begins with the end of another.
    if (bytes[at] <= SPACE) return notPlain;
    for (let i = 0; i < width; i++) {
      const column = columns[i];
      const next =
        column.kind === "text"
          ? addText(column, bytes, at, end, row)
          : column.kind === "number"
            ? addNumber(column, bytes, at, row)
            : addBoolean(column, bytes, at, row);
      if (next === incomplete) return lineStart;
      if (next === notPlain) {
        reading.surprise = i;
        return notPlain;
      }
      at = next;
      if (i < width - 1 && bytes[at++] !== COMMA) return notPlain;
    }
    if (bytes[at] === CR) at++;
    if (bytes[at++] !== LF) return notPlain;
    reading.rows++;
    reading.rowInChunk++;
  }
  return at;
}

/** Whether all rows so far can be text of a column that had something else in it: they are of one chunk. */
const canRestart = ({ columns, surprise, rows, chunkRows }: Reading, texts: ReadonlySet<number>): boolean =>
  surprise !== -1 && columns[surprise].kind !== "text" && !texts.has(surprise) && rows < chunkRows;

/** Whether there are rows, and every column of text has one. */
function isComplete(reading: Reading | undefined): reading is Reading {
  return (
    reading !== undefined &&
    reading.rows > 0 &&
    reading.columns.every(
      (column) => endChunk(column) && (column.kind !== "text" || column.offsets[reading.rows] > 0),
    )
  );
}

function tableOf({ columns, rows, ascii }: Reading, origin: Origin): Table {
  return new Table(
    columns.map((column) => referenceOf(column, rows, ascii)),
    rows,
    origin,
  );
}
