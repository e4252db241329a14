import { isAscii, isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { totalmem } from "node:os";
import { type Cell, type Column, type Dtype, takeColumn } from "../columns/column.js";
import { type FloatParser, type FloatReader, floatReaders } from "../numbers/float-parsers.js";
import {
  CellCode,
  isMinInt64,
  isMissing,
  leadingMagnitude,
  maxUint64,
  minInt64,
  parseBigInteger,
  parseBoolean,
  parseInteger,
} from "../numbers/number-text.js";
import {
  ChunkInference,
  type ChunkKind,
  ChunkTypes,
  combineChunkTypes,
  rowsPerChunk,
} from "./column-inference.js";
import { CsvError } from "./csv-error.js";
import { headerNames } from "./header-names.js";
import {
  CellForm,
  LineOutcome,
  mostCells,
  newRowCells,
  type RowCells,
  type Separator,
  skipBlankLines,
  tokenizeRow,
  unescapeCell,
} from "./row-tokenizer.js";

/** A run of whole lines of the file. */
interface Segment {
  /** Undefined when the file is larger than the memory set aside: read again from the file when needed. */
  bytes: Buffer | undefined;
  /** Where the segment is in the file. */
  position: number;
  length: number;
  firstRow: number;
  /** Start of each row within the segment, and the segment's length at the end. */
  starts: Uint32Array;
  ascii: boolean;
  hasNul: boolean;
  /** Every line has all cells, ends in LF, and the next one follows at once, so that its bytes can be copied unread. */
  regular: boolean;
}

/** A column of the file: what pandas makes of it. */
export interface SourceColumn {
  name: string;
  dtype: Dtype;
  /** What pandas makes of each of its chunks; only where they differ and the column is a mix of types. */
  chunks: ChunkTypes | undefined;
  /** Every cell's bytes are already what Python would print. */
  printsAsIs: boolean;
  /** An integer column with values beyond 2^53. */
  wide: boolean;
}

/** How one cell is read: a chunk's kind, integers with holes having become floats. */
export type CellKind = ChunkKind;

/** How the text of a CSV is meant. */
export interface CsvTextOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /** How pandas is told to read floats. @default "round-trip" */
  floatParser?: FloatParser;
}

export interface CsvSourceOptions extends CsvTextOptions {
  /** Bytes of the file to hold in memory; a larger file is read again where needed. @default half of the machine's */
  memory?: number;
  /** Bytes read at a time. */
  segmentSize?: number;
}

const defaultMemory = totalmem() / 2;
const defaultSegmentSize = 32 * 2 ** 20;

/** A line's cells together with the bytes they point into. */
export interface LocatedRow {
  bytes: Buffer;
  ascii: boolean;
  cells: RowCells;
  /** Where the line begins in `bytes`. */
  start: number;
}

/** The last plain cell that was read of a column: where its bytes are and what they meant. */
interface Previous {
  bytes: Buffer | undefined;
  start: number;
  end: number;
  kind: CellKind;
  value: Cell;
}

/** A scanned CSV: where each row is and what type each column has. No row is kept as an object, no cell as a string. */
export class CsvSource {
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** Cells of a line before the first column: pandas takes surplus leading cells for an index and drops them. */
  readonly leading: number;
  /** True when all bytes are in memory, so that rows can be visited in any order. */
  readonly resident: boolean;
  readonly separator: Separator;
  readonly floats: FloatReader;
  private readonly segments: readonly Segment[];
  private readonly chunkRows: number;
  private readonly file: string | undefined;
  private current: Segment | undefined;
  private reread: { segment: Segment; bytes: Buffer } | undefined;
  private readonly located: LocatedRow;
  private scratch = Buffer.alloc(256);

  constructor(scan: ScanResult) {
    this.columns = scan.columns;
    this.rowCount = scan.rowCount;
    this.leading = scan.leading;
    this.segments = scan.segments;
    this.resident = scan.segments.every((segment) => segment.bytes !== undefined);
    this.chunkRows = scan.chunkRows;
    this.file = scan.file;
    this.separator = scan.separator;
    this.floats = scan.floats;
    this.located = { bytes: Buffer.alloc(0), ascii: true, cells: newRowCells(scan.separator), start: 0 };
  }

  /** Mean number of bytes in a line. */
  get averageLineLength(): number {
    return this.segments.reduce((sum, { length }) => sum + length, 0) / Math.max(1, this.rowCount);
  }

  /** Rows of each segment, for visiting a file larger than memory in its own order. */
  get segmentRows(): readonly { first: number; end: number }[] {
    return this.segments.map(({ firstRow, starts }) => ({
      first: firstRow,
      end: firstRow + starts.length - 1,
    }));
  }

  private segmentOf(row: number): Segment {
    const current = this.current;
    if (
      current !== undefined &&
      row >= current.firstRow &&
      row < current.firstRow + current.starts.length - 1
    ) {
      return current;
    }
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.segments[middle].firstRow <= row) low = middle;
      else high = middle - 1;
    }
    this.current = this.segments[low];
    return this.current;
  }

  private bytesOf(segment: Segment): Buffer {
    if (segment.bytes !== undefined) return segment.bytes;
    if (this.reread?.segment !== segment) {
      this.reread = undefined;
      this.reread = { segment, bytes: readSegment(this.file as string, segment.position, segment.length) };
    }
    return this.reread.bytes;
  }

  /**
   * Finds a row without splitting it: `start` and `end` (in `cells.textEnd`) of its text. Undefined where that takes a
   * closer look. The result is reused by the next call.
   */
  line(row: number): LocatedRow | undefined {
    const segment = this.segmentOf(row);
    if (!segment.regular) return undefined;
    const located = this.located;
    located.bytes = this.bytesOf(segment);
    const local = row - segment.firstRow;
    located.start = segment.starts[local];
    located.cells.textEnd = segment.starts[local + 1] - 1;
    return located;
  }

  /**
   * Splits a row into cells. The result is reused by the next call.
   * @param wanted only this many cells, from the first on; all when undefined
   */
  row(row: number, wanted?: number): LocatedRow {
    const segment = this.segmentOf(row);
    const located = this.located;
    located.bytes = this.bytesOf(segment);
    located.ascii = segment.ascii;
    const local = row - segment.firstRow;
    located.start = segment.starts[local];
    located.cells.cutAtNul = segment.hasNul;
    tokenizeRow(located.bytes, located.start, segment.starts[local + 1], true, located.cells, wanted);
    return located;
  }

  /** How a cell of this column is read in this row. */
  kindAt(column: SourceColumn, row: number): CellKind {
    if (column.chunks === undefined) return kindOfDtype(column.dtype);
    return column.chunks.kindAt(Math.floor(row / this.chunkRows));
  }

  /** Text of a cell as pandas sees it, before any conversion. */
  text({ bytes, ascii, cells }: LocatedRow, cell: number): string {
    const start = cells.starts[cell];
    const end = cells.ends[cell];
    if (cells.forms[cell] < CellForm.escaped)
      return ascii ? bytes.toString("latin1", start, end) : bytes.toString("utf8", start, end);
    const length = this.unescape(bytes, start, end);
    return this.scratch.toString("utf8", 0, length);
  }

  /** Bytes of a raw cell without its quoting, in a buffer that the next call reuses. */
  unescaped(bytes: Buffer, start: number, end: number): Buffer {
    const length = this.unescape(bytes, start, end);
    return this.scratch.subarray(0, length);
  }

  private unescape(bytes: Buffer, start: number, end: number): number {
    if (this.scratch.length < end - start) this.scratch = Buffer.alloc((end - start) * 2);
    return unescapeCell(bytes, start, end, this.scratch);
  }

  /**
   * Values of one column.
   * @param rows which rows, in which order; all of them when undefined
   */
  decode(columnIndex: number, rows?: Uint32Array): Column {
    // Out of order, a file that is not in memory would be read again for every row.
    if (rows !== undefined && !this.resident) return takeColumn(this.decode(columnIndex), rows);
    const column = this.columns[columnIndex];
    const length = rows?.length ?? this.rowCount;
    switch (column.dtype) {
      case "int64": {
        if (column.wide) {
          const values = new BigInt64Array(length);
          this.each(columnIndex, rows, (i, bytes, start, end) => {
            values[i] = parseBigInteger(bytes, start, end);
          });
          return { dtype: "int64", values };
        }
        const values = new Float64Array(length);
        this.each(columnIndex, rows, (i, bytes, start, end) => {
          values[i] = parseInteger(bytes, start, end);
        });
        return { dtype: "int64", values };
      }
      case "uint64": {
        const values = new BigUint64Array(length);
        this.each(columnIndex, rows, (i, bytes, start, end) => {
          values[i] = parseBigInteger(bytes, start, end);
        });
        return { dtype: "uint64", values };
      }
      case "float64": {
        const values = new Float64Array(length);
        const mixed = column.chunks !== undefined;
        this.each(columnIndex, rows, (i, bytes, start, end) => {
          const kind = mixed ? this.kindAt(column, rows?.[i] ?? i) : "float";
          values[i] = isMissing(bytes, start, end) ? Number.NaN : this.floatValue(kind, bytes, start, end);
        });
        return { dtype: "float64", values };
      }
      case "bool": {
        const values = new Uint8Array(length);
        this.each(columnIndex, rows, (i, bytes, start, end) => {
          values[i] = parseBoolean(bytes, start, end) === true ? 1 : 0;
        });
        return { dtype: "bool", values };
      }
      case "object": {
        const values = new Array<Cell>(length);
        const cell = this.leading + columnIndex;
        const previous: Previous = { bytes: undefined, start: 0, end: 0, kind: "text", value: null };
        for (let i = 0; i < length; i++) {
          const row = rows === undefined ? i : rows[i];
          values[i] = this.repeatedCell(this.row(row, cell + 1), cell, this.kindAt(column, row), previous);
        }
        return { dtype: "object", values };
      }
    }
  }

  /** As {@link objectCell}; one string serves a run of rows with the same text, such as the name of their group. */
  private repeatedCell(located: LocatedRow, cell: number, kind: CellKind, previous: Previous): Cell {
    const { bytes, cells } = located;
    if (cell >= cells.count || cells.forms[cell] !== CellForm.plain)
      return this.objectCell(located, cell, kind);
    const start = cells.starts[cell];
    const end = cells.ends[cell];
    if (
      kind === previous.kind &&
      previous.bytes !== undefined &&
      end - start === previous.end - previous.start
    ) {
      let at = end - 1;
      let from = previous.end - 1;
      // Neighbours that differ mostly do so at their end.
      while (at >= start && bytes[at] === previous.bytes[from]) {
        at--;
        from--;
      }
      if (at < start) return previous.value;
    }
    const value = this.objectCell(located, cell, kind);
    previous.bytes = bytes;
    previous.start = start;
    previous.end = end;
    previous.kind = kind;
    previous.value = value;
    return value;
  }

  private objectCell(located: LocatedRow, cell: number, kind: CellKind): Cell {
    const { bytes, cells } = located;
    if (cell >= cells.count) return kind === "verbatim" ? "" : null;
    let start = cells.starts[cell];
    let end = cells.ends[cell];
    let source = bytes;
    if (cells.forms[cell] >= CellForm.escaped) {
      source = this.unescaped(bytes, start, end);
      start = 0;
      end = source.length;
    }
    if (kind === "verbatim") return this.text(located, cell);
    if (isMissing(source, start, end)) return null;
    switch (kind) {
      case "integer":
      case "unsigned":
        return parseBigInteger(source, start, end);
      case "holed":
      case "widened":
      case "float": {
        const value = this.floatValue(kind, source, start, end);
        return Number.isNaN(value) ? null : value;
      }
      case "boolean":
        return parseBoolean(source, start, end) === true;
      case "counted":
        return parseBoolean(source, start, end) === true ? 1n : 0n;
      case "measured":
        return parseBoolean(source, start, end) === true ? 1 : 0;
      case "text":
        return this.text(located, cell);
    }
  }

  /** A number cell of a column that became float; an integer chunk has been through int64, which knows no minus zero. */
  floatValue(kind: CellKind, bytes: Uint8Array, start: number, end: number): number {
    if (kind === "float") return this.floats.parse(bytes, start, end);
    if (kind === "holed" && isMinInt64(bytes, start, end)) return Number.NaN;
    return Number(parseBigInteger(bytes, start, end));
  }

  private each(
    columnIndex: number,
    rows: Uint32Array | undefined,
    visit: (i: number, bytes: Uint8Array, start: number, end: number) => void,
  ): void {
    const cell = this.leading + columnIndex;
    const length = rows?.length ?? this.rowCount;
    for (let i = 0; i < length; i++) {
      const { bytes, cells } = this.row(rows === undefined ? i : rows[i], cell + 1);
      if (cell >= cells.count) {
        visit(i, bytes, 0, 0);
        continue;
      }
      const start = cells.starts[cell];
      const end = cells.ends[cell];
      if (cells.forms[cell] < CellForm.escaped) visit(i, bytes, start, end);
      else {
        const text = this.unescaped(bytes, start, end);
        visit(i, text, 0, text.length);
      }
    }
  }
}

export function kindOfDtype(dtype: Dtype): CellKind {
  switch (dtype) {
    case "int64":
      return "integer";
    case "uint64":
      return "unsigned";
    case "float64":
      return "float";
    case "bool":
      return "boolean";
    case "object":
      return "text";
  }
}

function readSegment(file: string, position: number, length: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    readFully(descriptor, bytes, 0, length, position);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Reads until `length` bytes are there or the file ends. */
function readFully(
  descriptor: number,
  target: Buffer,
  offset: number,
  length: number,
  position: number,
): number {
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, target, offset + done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

interface ScanResult {
  columns: SourceColumn[];
  rowCount: number;
  leading: number;
  segments: Segment[];
  chunkRows: number;
  file: string | undefined;
  separator: Separator;
  floats: FloatReader;
}

const LF = 0x0a;
const CR = 0x0d;
const MINUS = 0x2d;
const SPACE = 0x20;

/**
 * Bytes of a line that are read: 512 MiB. No string can be longer, and no file that grading is for comes near it; the
 * largest lines known are run lengths of a few megabytes.
 */
const longestLine = 2 ** 29;

/**
 * Reads a CSV file once. What it holds in memory grows with the bytes of the file, however many columns short lines
 * leave empty.
 * @throws CsvError when pandas would refuse it
 */
export function scanCsvFile(file: string, options: CsvSourceOptions = {}): CsvSource | undefined {
  const descriptor = openSync(file, "r");
  try {
    const size = fstatSync(descriptor).size;
    const memory = options.memory ?? defaultMemory;
    const scanner = new Scanner(file, options);
    const retain = size <= memory;
    const segmentSize = options.segmentSize ?? defaultSegmentSize;
    let position = 0;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const remaining = size - position - rest.length;
      // One byte more than the longest line has shows that a line is longer.
      const wanted = Math.min(
        remaining,
        Math.max(segmentSize, rest.length),
        Math.max(1, longestLine + 1 - rest.length),
      );
      const buffer = Buffer.allocUnsafeSlow(rest.length + wanted);
      rest.copy(buffer);
      const count = readFully(descriptor, buffer, rest.length, wanted, position + rest.length);
      const filled = buffer.subarray(0, rest.length + count);
      const last = position + filled.length >= size || count < wanted;
      // A line that goes on is not looked at again from its beginning before it can be complete.
      const goesOn = !last && rest.length > 0 && !hasLineEnd(filled.subarray(rest.length));
      const used = goesOn ? 0 : scanner.feed(filled, position, last, retain);
      if (last) break;
      if (filled.length - used > longestLine) throw scanner.tooLong();
      rest = used === 0 ? filled : Buffer.from(filled.subarray(used));
      position += used;
    }
    return scanner.finish();
  } finally {
    closeSync(descriptor);
  }
}

function hasLineEnd(bytes: Buffer): boolean {
  return bytes.includes(LF) || bytes.includes(CR);
}

/** The same for bytes in memory. */
export function scanCsvBytes(bytes: Uint8Array, options: CsvTextOptions = {}): CsvSource | undefined {
  const scanner = new Scanner(undefined, options);
  scanner.feed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, true, true);
  return scanner.finish();
}

class Scanner {
  private readonly segments: Segment[] = [];
  private readonly cells: RowCells;
  private header: string[] | undefined;
  private headerWidth = 0;
  private width = 0;
  private rowCount = 0;
  private chunkRows = 0;
  private rowInChunk = 0;
  /** Cells of the widest line so far in this chunk, where pandas let a line pass that is wider than the table. */
  private previousCount = 0;
  private inference: ChunkInference | undefined;
  /** Per column, a bit for each {@link CellCode} seen anywhere. */
  private codes = new Int32Array(0);
  /** Per column, 1 where a missing value is spelled out or quoted. */
  private spelledMissing = new Uint8Array(0);
  /** Per column, 1 where a cell is quoted in any way. */
  private quoted = new Uint8Array(0);
  /** Per column, 1 where a cell's bytes are not how Python would quote its text. */
  private requoted = new Uint8Array(0);
  /** Per column, 1 where an integer has more than 15 digits. */
  private wide = new Uint8Array(0);
  /**
   * Per column, 1 where a cell means something else to an integer than to a float: the smallest int64, minus zero, and
   * what the float parser only approximates.
   */
  private integerOnly = new Uint8Array(0);
  private chunks: ChunkTypes[] = [];
  private chunkCount = 0;
  private scratch = Buffer.alloc(256);

  private readonly separator: Separator;
  private readonly floats: FloatReader;

  constructor(
    private readonly file: string | undefined,
    { separator = ",", floatParser = "round-trip" }: CsvTextOptions,
  ) {
    this.separator = separator;
    this.floats = floatReaders[floatParser];
    this.cells = newRowCells(separator);
  }

  /**
   * Takes the next bytes, which begin at the start of a line.
   * @returns how many bytes were used: up to the last whole line, or all when `last`
   */
  feed(bytes: Buffer, position: number, last: boolean, retain: boolean): number {
    const { cells } = this;
    const firstRow = this.rowCount;
    cells.cutAtNul = bytes.includes(0);
    let at = 0;
    if (position === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    let starts = new Uint32Array(Math.max(16, bytes.length >> 6));
    let rows = 0;
    let used = at;
    let regular = !cells.cutAtNul;
    for (;;) {
      const lineStart = skipBlankLines(bytes, at, bytes.length, last, cells.separator);
      if (lineStart < 0) {
        used = ~lineStart;
        break;
      }
      used = lineStart;
      if (lineStart >= bytes.length) break;
      const outcome = tokenizeRow(bytes, lineStart, bytes.length, last, cells);
      if (outcome === LineOutcome.incomplete) break;
      if (outcome === LineOutcome.unterminatedQuote) {
        throw this.error("A quoted cell is not closed before the end of the file", this.nextRow());
      }
      if (outcome === LineOutcome.tooManyCells) {
        throw new CsvError(`The ${this.header === undefined ? "header line" : "row"} has too many cells`, {
          file: this.file,
          row: this.nextRow(),
          expected: `at most ${mostCells}`,
        });
      }
      if (cells.textEnd - lineStart > longestLine) throw this.tooLong();
      if (this.header === undefined) this.readHeader(bytes);
      else {
        if (rows + 1 >= starts.length) {
          const larger = new Uint32Array(starts.length * 2);
          larger.set(starts);
          starts = larger;
        }
        regular &&= (lineStart === at || rows === 0) && bytes[cells.textEnd] === LF;
        starts[rows++] = lineStart;
        this.readRow(bytes);
        regular &&= cells.count === this.width;
      }
      at = cells.next;
      used = at;
    }
    if (!isUtf8(used === bytes.length ? bytes : bytes.subarray(0, used))) {
      throw this.error("The file is not UTF-8 text", undefined, "Save the file as UTF-8.");
    }
    // Blank lines at the end do not belong to the last row.
    starts[rows] = regular ? at : used;
    if (rows > 0) {
      const kept = retain ? bytes : undefined;
      this.segments.push({
        bytes: kept,
        position,
        length: used,
        firstRow,
        starts: starts.slice(0, rows + 1),
        ascii: isAscii(bytes.subarray(0, used)),
        hasNul: cells.cutAtNul,
        regular,
      });
    }
    return used;
  }

  /** The row that is read next, for an error; undefined for the header line. */
  private nextRow(): number | undefined {
    return this.header === undefined ? undefined : this.rowCount + 1;
  }

  /** The error for a line that is longer than what is read of one. */
  tooLong(): CsvError {
    return new CsvError(`The ${this.header === undefined ? "header line" : "row"} is too long`, {
      file: this.file,
      row: this.nextRow(),
      expected: "a line of at most 512 MiB",
      hint: "End every line with a line feed, and close every quoted cell.",
    });
  }

  private error(message: string, row?: number, hint?: string): CsvError {
    return new CsvError(message, { file: this.file, row, hint });
  }

  private cellText(bytes: Buffer, cell: number): string {
    const { starts, ends, forms } = this.cells;
    if (forms[cell] < CellForm.escaped) return bytes.toString("utf8", starts[cell], ends[cell]);
    return this.unescaped(bytes, starts[cell], ends[cell]).toString("utf8");
  }

  private unescaped(bytes: Buffer, start: number, end: number): Buffer {
    if (this.scratch.length < end - start) this.scratch = Buffer.alloc((end - start) * 2);
    return this.scratch.subarray(0, unescapeCell(bytes, start, end, this.scratch));
  }

  private readHeader(bytes: Buffer): void {
    const texts: string[] = [];
    for (let i = 0; i < this.cells.count; i++) texts.push(this.cellText(bytes, i));
    this.headerWidth = texts.length;
    this.header = headerNames(texts);
  }

  private start(): void {
    this.width = Math.max(this.headerWidth, this.cells.count);
    this.chunkRows = rowsPerChunk(this.width);
    this.inference = new ChunkInference(this.width);
    this.codes = new Int32Array(this.width);
    this.spelledMissing = new Uint8Array(this.width);
    this.quoted = new Uint8Array(this.width);
    this.requoted = new Uint8Array(this.width);
    this.wide = new Uint8Array(this.width);
    this.integerOnly = new Uint8Array(this.width);
    this.chunks = Array.from({ length: this.width }, () => new ChunkTypes());
  }

  private readRow(bytes: Buffer): void {
    if (this.inference === undefined) this.start();
    const inference = this.inference as ChunkInference;
    const { cells, width } = this;
    if (this.rowInChunk === this.chunkRows) this.finishChunk();
    this.rowCount++;
    const row = ++this.rowInChunk;
    const { count, starts, ends, forms } = cells;
    // pandas does not look at the first two lines of a later chunk, and drops what they have too much.
    const unchecked = this.rowCount > this.chunkRows && row <= 2;
    if (!unchecked && count > Math.max(width, this.previousCount)) {
      throw new CsvError(`The row has ${count} cells`, {
        file: this.file,
        row: this.rowCount,
        expected: `${width} cells, as in the rows above`,
        hint: `Put quotes around text that contains a ${this.separator === "," ? "comma" : "tab"}.`,
      });
    }
    const { textOnly } = inference;
    const { quoted, spelledMissing } = this;
    const used = Math.min(count, width);
    for (let i = 0; i < used; i++) {
      let start = starts[i];
      let end = ends[i];
      let source: Uint8Array = bytes;
      const form = forms[i];
      if (form !== CellForm.plain) {
        quoted[i] = 1;
        if (form === CellForm.escaped || form === CellForm.ragged) {
          source = this.unescaped(bytes, start, end);
          start = 0;
          end = source.length;
        }
        if (form !== CellForm.quoted && form !== CellForm.escaped) this.requoted[i] = 1;
      }
      if (start === end) {
        inference.addMissing(i);
        if (form !== CellForm.plain) spelledMissing[i] = 1;
        continue;
      }
      if (textOnly[i] === 1) {
        if (isMissing(source, start, end)) {
          inference.addMissing(i);
          spelledMissing[i] = 1;
        }
        continue;
      }
      const code = this.floats.classify(source, start, end);
      if (code === CellCode.missing) {
        inference.addMissing(i);
        spelledMissing[i] = 1;
      } else if (end - start > 15 || source[start] === MINUS || source[start] <= SPACE) {
        this.addUnusual(i, code, row, source, start, end);
      } else inference.add(i, code, row);
    }
    this.previousCount = unchecked ? Math.max(count, row === 1 ? 0 : this.previousCount) : this.previousCount;
    inference.endLine(used);
  }

  /** A cell that may overflow an integer type or has a sign that matters when others do. */
  private addUnusual(
    i: number,
    code: CellCode,
    row: number,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    const inference = this.inference as ChunkInference;
    let first = start;
    while (first < end && source[first] <= SPACE) first++;
    const magnitude = leadingMagnitude(source, start, end);
    if (end - start > 15 && code < CellCode.float) {
      this.wide[i] = 1;
      if (this.floats.overflows(source, start, end)) inference.addInfinite(i);
      if (!this.floats.readsAsInteger(source, start, end)) this.integerOnly[i] = 1;
    }
    if (source[first] === MINUS) {
      const special =
        magnitude === -minInt64 || (code === CellCode.looseInteger && parseInteger(source, start, end) === 0);
      if (special && code < CellCode.float) this.integerOnly[i] = 1;
      inference.addNegative(i, code, row, magnitude !== undefined && -magnitude < minInt64);
    } else if (magnitude !== undefined && magnitude >= -minInt64) {
      inference.addBig(i, code, row, magnitude > maxUint64);
    } else inference.add(i, code, row);
  }

  private finishChunk(): void {
    const inference = this.inference as ChunkInference;
    // The columns after these are caught up with when something is in them, or at the end.
    for (let i = 0; i < inference.reached; i++) {
      if (this.chunks[i].padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
      this.chunks[i].add(this.chunkCount, inference.finish(i));
      for (let code = 0; code <= CellCode.text; code++) {
        if (inference.has(i, code as CellCode)) this.codes[i] |= 1 << code;
      }
    }
    inference.reset();
    this.chunkCount++;
    this.rowInChunk = 0;
    this.previousCount = 0;
  }

  /** Undefined for a file with nothing in it. */
  finish(): CsvSource | undefined {
    if (this.header === undefined) return undefined;
    if (this.inference === undefined) {
      this.cells.count = 0;
      this.start();
    } else if (this.rowInChunk > 0) this.finishChunk();
    for (const [i, chunks] of this.chunks.entries()) {
      if (chunks.padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
    }
    const leading = this.width - this.headerWidth;
    const columns = this.header.map((name, index) => this.column(name, leading + index));
    return new CsvSource({
      columns,
      rowCount: this.rowCount,
      leading,
      segments: this.segments,
      chunkRows: this.chunkRows,
      file: this.file,
      separator: this.separator,
      floats: this.floats,
    });
  }

  private column(name: string, cell: number): SourceColumn {
    const types = this.chunks[cell].distinct();
    const dtype = combineChunkTypes(types);
    const mixed =
      (dtype === "object" && types.some(({ kind }) => kind !== "text")) ||
      (dtype === "float64" && this.integerOnly[cell] === 1);
    return {
      name,
      dtype,
      chunks: mixed ? this.chunks[cell].withinColumn() : undefined,
      printsAsIs: !mixed && this.printsAsIs(dtype, cell),
      wide: this.wide[cell] === 1,
    };
  }

  private printsAsIs(dtype: Dtype, cell: number): boolean {
    if (this.spelledMissing[cell] === 1) return false;
    if (dtype === "object") return this.requoted[cell] === 0;
    if (this.quoted[cell] === 1) return false;
    const only = (...codes: CellCode[]): boolean =>
      (this.codes[cell] & ~codes.reduce((mask: number, code) => mask | (1 << code), 0)) === 0;
    if (dtype === "int64") return only(CellCode.integer);
    if (dtype === "float64") return only(CellCode.missing, CellCode.float);
    if (dtype === "bool") return only(CellCode.boolean);
    return false;
  }
}
