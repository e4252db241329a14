import { memoryShare } from "@mlebench/disk/worker-pool";
import type { Column, Dtype } from "../columns/column.js";
import { type FloatParser, type FloatReader, floatReaders } from "../numbers/float-parsers.js";
import { isUnquoted } from "./cell-places.js";
import { type ChunkKind, type ChunkRuns, ChunkTypes } from "./column-inference.js";
import { LineEnd } from "./line-end.js";
import {
  CellForm,
  newRowCells,
  type RowCells,
  type Separator,
  tokenizeRow,
  unescapeCell,
} from "./row-tokenizer.js";
import { type FileVersion, readLines, readSegment, type Segment } from "./segment.js";

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

/** What a scan of a CSV found. */
export interface ScanResult {
  columns: SourceColumn[];
  rowCount: number;
  leading: number;
  segments: Segment[];
  chunkRows: number;
  file: string | undefined;
  separator: Separator;
  floats: FloatReader;
  /** A bit for each row, 1 where a cell may print otherwise than it stands in the file; undefined where that is not known. */
  altered?: Uint8Array;
  /** What the file was when it was scanned; undefined for one that is in memory. */
  version?: FileVersion;
}

/** A scan as it survives a structured clone, of a file that is not in memory. */
export type SharedSource = Omit<ScanResult, "columns" | "floats"> & {
  columns: (Omit<SourceColumn, "chunks"> & { chunks: ChunkRuns | undefined })[];
  floatParser: FloatParser;
};

/** A line's cells together with the bytes they point into. */
export interface LocatedRow {
  bytes: Buffer;
  ascii: boolean;
  cells: RowCells;
  /** Where the line begins in `bytes`. */
  start: number;
}

/** Gets the range of a cell; `ascii` is whether all of `bytes` are. @returns false to stop */
export type VisitPlace = (
  row: number,
  bytes: Buffer,
  start: number,
  end: number,
  form: CellForm,
  ascii: boolean,
) => boolean;

/** A scanned CSV: where each row is and what type each column has. No row is kept as an object, no cell as a string. */
export class CsvSource {
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** Cells of a line before the first column: pandas takes surplus leading cells for an index and drops them. */
  readonly leading: number;
  /** True when all bytes are in memory, so that rows can be visited in any order. */
  resident: boolean;
  readonly separator: Separator;
  readonly floats: FloatReader;
  readonly segments: readonly Segment[];
  /** Cells of a line that has all of them. */
  private readonly width: number;
  private readonly chunkRows: number;
  private readonly file: string | undefined;
  private readonly altered: Uint8Array | undefined;
  private readonly version: FileVersion | undefined;
  private readonly firstRows: Uint32Array;
  private reused: Buffer | undefined;
  private current: Segment | undefined;
  /** `isWhole` is false where only some lines of the segment were read. */
  private reread: { segment: Segment; bytes: Buffer; isWhole: boolean } | undefined;
  private readonly located: LocatedRow;
  private readonly numbers = new Map<number, Column>();
  private scratch = Buffer.alloc(256);

  constructor(scan: ScanResult) {
    this.columns = scan.columns;
    this.rowCount = scan.rowCount;
    this.leading = scan.leading;
    this.width = scan.leading + scan.columns.length;
    this.segments = scan.segments;
    this.resident = scan.segments.every((segment) => segment.bytes !== undefined);
    this.firstRows = Uint32Array.from(scan.segments, ({ firstRow }) => firstRow);
    this.altered = scan.altered;
    this.version = scan.version;
    this.chunkRows = scan.chunkRows;
    this.file = scan.file;
    this.separator = scan.separator;
    this.floats = scan.floats;
    this.located = { bytes: Buffer.alloc(0), ascii: true, cells: newRowCells(scan.separator), start: 0 };
  }

  /** The scan as other threads can have it. */
  shared(): SharedSource {
    const { leading, rowCount, segments, chunkRows, file, separator, altered, version } = this;
    const columns = this.columns.map((column) => ({ ...column, chunks: column.chunks?.runs }));
    const floatParser = this.floats === floatReaders.default ? "default" : "round-trip";
    const scan = {
      rowCount,
      leading,
      chunkRows,
      file,
      separator,
      altered,
      version,
      columns,
      floatParser,
    } as const;
    return { ...scan, segments: segments.map((segment) => ({ ...segment, bytes: undefined })) };
  }

  static fromShared({ columns, floatParser, ...scan }: SharedSource): CsvSource {
    return new CsvSource({
      ...scan,
      columns: columns.map((column) => ({
        ...column,
        chunks: column.chunks && ChunkTypes.fromRuns(column.chunks),
      })),
      floats: floatReaders[floatParser],
    });
  }

  /** Bytes of all rows. */
  get byteLength(): number {
    return this.segments.reduce((sum, { length }) => sum + length, 0);
  }

  /** Bytes of a row's line. */
  lineLength(row: number): number {
    const { starts, firstRow } = this.segmentOf(row);
    return starts[row - firstRow + 1] - starts[row - firstRow];
  }

  /** Whether {@link isAltered} knows. */
  get knowsAltered(): boolean {
    return this.altered !== undefined;
  }

  /** Whether a row may have a cell that prints otherwise than it stands in the file. */
  isAltered(row: number): boolean {
    return this.altered === undefined || (this.altered[row >> 3] & (1 << (row & 7))) !== 0;
  }

  /** Reads all segments into memory, so that rows can be visited in any order; not those of a file that is too large. */
  load(): void {
    if (this.resident || this.byteLength > memoryShare() / 2) return;
    for (const segment of this.segments) segment.bytes ??= this.read(segment);
    this.resident = true;
  }

  /** Bytes of the longest segment. */
  get longestSegment(): number {
    return this.segments.reduce((most, { length }) => Math.max(most, length), 0);
  }

  /** Rows of the segment that has most of them. */
  get mostSegmentRows(): number {
    return this.segments.reduce((most, { starts }) => Math.max(most, starts.length - 1), 0);
  }

  /** From now on, a segment that is read takes the memory of the one before it: for a caller that keeps no bytes. */
  reuseMemory(allocate: (length: number) => Buffer = Buffer.allocUnsafeSlow): void {
    this.reused = allocate(this.longestSegment);
  }

  /** The segment with a row, with its bytes where {@link reuseMemory} has them. */
  readFor(row: number): Segment {
    const segment = this.segmentOf(row);
    this.bytesOf(segment);
    return segment;
  }

  /**
   * Reads what is needed for rows of one segment, complete or, where they are few, their lines alone. Until the next call,
   * no other rows may be asked for.
   * @param rows any, of which those from `first` to `end` are meant
   * @param bytesPerRead see `CsvWriteOptions`
   */
  fetch(rows: Uint32Array, first: number, end: number, bytesPerRead: number): void {
    if (this.reread?.isWhole === false) this.reread = undefined;
    const segment = this.segments[this.segmentIndex(rows[first])];
    const { position, length, starts, firstRow } = segment;
    const isThere = segment.bytes !== undefined || this.reread?.segment === segment;
    if (isThere || length < (end - first) * bytesPerRead) return;
    this.reread = undefined;
    const bytes = this.target(length);
    const lines = rows
      .subarray(first, end)
      .map((row) => row - firstRow)
      .sort();
    readLines(this.file as string, position, bytes, this.version, { starts, lines });
    this.reread = { segment, bytes, isWhole: false };
  }

  private read({ position, length }: Segment): Buffer {
    return readSegment(this.file as string, position, this.target(length), this.version);
  }

  private target(length: number): Buffer {
    return this.reused?.subarray(0, length) ?? Buffer.allocUnsafeSlow(length);
  }

  /** Positions in `rows`, those of the first segment's rows first: an order in which the file is read once. */
  inSegmentOrder(rows: Uint32Array): Uint32Array {
    const next = new Uint32Array(this.segments.length + 1);
    for (const row of rows) next[this.segmentIndex(row) + 1]++;
    for (let segment = 1; segment < next.length; segment++) next[segment] += next[segment - 1];
    const order = new Uint32Array(rows.length);
    for (let at = 0; at < rows.length; at++) order[next[this.segmentIndex(rows[at])]++] = at;
    return order;
  }

  /** Which of the segments a row is in. */
  segmentIndex(row: number): number {
    const { firstRows } = this;
    let at = Math.min(firstRows.length - 1, Math.floor((row / this.rowCount) * firstRows.length));
    while (firstRows[at] > row) at--;
    while (at + 1 < firstRows.length && firstRows[at + 1] <= row) at++;
    return at;
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
    this.current = this.segments[this.segmentIndex(row)];
    return this.current;
  }

  private bytesOf(segment: Segment): Buffer {
    if (segment.bytes !== undefined) return segment.bytes;
    if (this.reread?.segment !== segment) {
      this.reread = undefined;
      this.reread = { segment, bytes: this.read(segment), isWhole: true };
    }
    return this.reread.bytes;
  }

  /**
   * Finds a row without splitting it: `start` and `end` (in `cells.textEnd`) of its text. Undefined where that takes a
   * closer look. The result is reused by the next call.
   */
  line(row: number): LocatedRow | undefined {
    const segment = this.segmentOf(row);
    if (segment.lineEnd === LineEnd.other) return undefined;
    const located = this.located;
    located.bytes = this.bytesOf(segment);
    const local = row - segment.firstRow;
    located.start = segment.starts[local];
    located.cells.textEnd = segment.starts[local + 1] - segment.lineEnd;
    return located;
  }

  /**
   * Splits a row into cells. The result is reused by the next call.
   * @param wanted one more than the only cell that is looked at; all are when undefined
   */
  row(row: number, wanted?: number): LocatedRow {
    const segment = this.segmentOf(row);
    const located = this.located;
    located.bytes = this.bytesOf(segment);
    located.ascii = segment.ascii;
    const local = row - segment.firstRow;
    located.start = segment.starts[local];
    located.cells.cutAtNul = segment.hasNul;
    if (wanted !== undefined && segment.places !== undefined) {
      this.placeCell(segment.places, local, wanted - 1);
      return located;
    }
    tokenizeRow(located.bytes, located.start, segment.starts[local + 1], true, located.cells, wanted);
    return located;
  }

  /** Whether every cell can be found without splitting its line. */
  get isPlaced(): boolean {
    return this.segments.every(({ bytes, places }) => bytes !== undefined && places !== undefined);
  }

  /**
   * Visits a column from the first row on, if {@link isPlaced}. Escaped and ragged cells are raw.
   * @param visit returns false to stop
   * @returns whether all rows were visited
   */
  eachPlace(index: number, visit: VisitPlace): boolean {
    if (!this.isPlaced) return false;
    const { width } = this;
    const cell = this.leading + index;
    for (const { bytes, places, starts, firstRow, ascii } of this.segments as readonly Required<Segment>[]) {
      const [from, ends] = [bytes as Buffer, places as Uint32Array];
      for (let local = 0, at = cell; local < starts.length - 1; local++, at += width) {
        const place = ends[at];
        const form = (place & 7) as CellForm;
        const quote = isUnquoted(form) ? 1 : 0;
        const start = (cell === 0 ? starts[local] : (ends[at - 1] >>> 3) + 1) + quote;
        if (!visit(firstRow + local, from, start, (place >>> 3) - quote, form, ascii)) return false;
      }
    }
    return true;
  }

  /** Puts a cell of a row into its place in `located.cells`, and leaves the other cells as they are. */
  private placeCell(places: Uint32Array, local: number, cell: number): void {
    const { cells, start } = this.located;
    const { width } = this;
    const at = local * width + cell;
    const place = places[at];
    const form = (place & 7) as CellForm;
    const quote = isUnquoted(form) ? 1 : 0;
    cells.starts[cell] = (cell === 0 ? start : (places[at - 1] >>> 3) + 1) + quote;
    cells.ends[cell] = (place >>> 3) - quote;
    cells.forms[cell] = form;
    cells.count = width;
  }

  /** A column of numbers that is asked for in several orders of rows; only where cells are placed, as they are for grading. */
  decoded(index: number, decode: () => Column): Column {
    if (!this.isPlaced) return decode();
    let column = this.numbers.get(index);
    if (column === undefined) {
      column = decode();
      this.numbers.set(index, column);
    }
    return column;
  }

  /** How a cell of this column is read in this row. */
  kindAt(column: SourceColumn, row: number): ChunkKind {
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
}

/** How cells of a column are read where all its chunks have one type. */
function kindOfDtype(dtype: Dtype): ChunkKind {
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
