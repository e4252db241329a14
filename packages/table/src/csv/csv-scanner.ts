import { isAscii, isUtf8 } from "node:buffer";
import { type FloatReader, floatReaders } from "../numbers/float-parsers.js";
import { CellPlaces } from "./cell-places.js";
import { rowsPerChunk } from "./column-inference.js";
import { CsvError } from "./csv-error.js";
import type { CsvSourceOptions } from "./csv-options.js";
import { CsvSource } from "./csv-source.js";
import { headerNames } from "./header-names.js";
import { LineEnd, lineEndOf } from "./line-end.js";
import { type ObservedRows, observeRows } from "./observe-rows.js";
import { ObservedColumns } from "./observed-columns.js";
import {
  cellText,
  LineOutcome,
  mostCells,
  newRowCells,
  type RowCells,
  type Separator,
  skipBlankLines,
  tokenizeRow,
} from "./row-tokenizer.js";
import type { Segment } from "./segment.js";

const LF = 0x0a;

/** Lines in a row that were not plain, after which no more are tried until the next segment. */
const mostFailures = 32;

/**
 * Bytes of a line that are read: 512 MiB. No string can be longer, and no file that grading is for comes near it; the
 * largest lines known are run lengths of a few megabytes.
 */
export const maxLineLength = 2 ** 29;

/** Splits a CSV into lines and cells, block by block, and finds the type of each column. */
export class CsvScanner {
  private readonly segments: Segment[] = [];
  private readonly cells: RowCells;
  private header: string[] | undefined;
  private width = 0;
  private rowCount = 0;
  private chunkRows = 0;
  private rowInChunk = 0;
  /** Cells of the widest line so far in this chunk, where pandas let a line pass that is wider than the table. */
  private previousCount = 0;
  private columns: ObservedColumns | undefined;
  /** Undefined where it is not kept where cells end. */
  private places: CellPlaces | undefined;
  private readonly keepsPlaces: boolean;
  private readonly separator: Separator;
  private readonly floats: FloatReader;
  private readonly strings: ReadonlySet<string>;

  constructor(
    private readonly file: string | undefined,
    private readonly options: CsvSourceOptions,
  ) {
    const { separator = ",", floatParser = "round-trip", strings = [], places = false } = options;
    this.strings = new Set(strings);
    this.separator = separator;
    this.keepsPlaces = places && separator === "," && floatParser === "round-trip";
    this.floats = floatReaders[floatParser];
    this.cells = newRowCells(separator);
  }

  /**
   * Takes the next bytes, which begin at the start of a line.
   * @returns how many bytes were used: up to the last complete line, or all when `last`
   */
  feed(bytes: Buffer, position: number, last: boolean, retain: boolean): number {
    const { cells } = this;
    const firstRow = this.rowCount;
    cells.cutAtNul = bytes.includes(0);
    let at = 0;
    if (position === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    const rows = newRows(Math.max(16, bytes.length >> 6));
    let failures = 0;
    let used = at;
    let regular = !cells.cutAtNul;
    const keep = retain && regular;
    this.places?.begin(bytes.length, keep);
    const wholeLines = bytes.lastIndexOf(LF) + 1;
    for (;;) {
      if (rows.count > 0 && at < wholeLines && failures < mostFailures) {
        const next = this.readPlainRows(bytes, at, wholeLines, rows);
        failures = next > at ? 0 : failures + 1;
        at = next;
      }
      const lineStart = skipBlankLines(bytes, at, bytes.length, last, cells.separator);
      if (lineStart < 0) {
        used = ~lineStart;
        break;
      }
      used = lineStart;
      if (lineStart >= bytes.length) break;
      const outcome = tokenizeRow(bytes, lineStart, bytes.length, last, cells);
      if (outcome === LineOutcome.incomplete) break;
      if (outcome !== LineOutcome.complete) throw this.lineError(outcome);
      if (cells.textEnd - lineStart > maxLineLength) throw this.tooLong();
      if (this.header === undefined) this.readHeader(bytes);
      else {
        reserve(rows, rows.count + 2);
        const lineEnd = lineEndOf(bytes, cells);
        // Other rows of the segment are read in bulk if they end as its first one does.
        if (rows.count === 0) rows.lineEnd = lineEnd;
        else regular &&= lineStart === at;
        regular &&= lineEnd === rows.lineEnd && lineEnd !== LineEnd.other;
        rows.starts[rows.count++] = lineStart;
        this.readRow(bytes);
        if (rows.count === 1 && firstRow === 0) this.places?.begin(bytes.length, keep);
        this.places?.add(cells);
        regular &&= cells.count === this.width;
      }
      at = cells.next;
      used = at;
    }
    if (!isUtf8(used === bytes.length ? bytes : bytes.subarray(0, used))) {
      throw new CsvError("The file is not UTF-8 text", { file: this.file, hint: "Save the file as UTF-8." });
    }
    // Blank lines at the end do not belong to the last row.
    rows.starts[rows.count] = regular ? at : used;
    if (rows.count > 0) {
      this.segments.push({
        bytes: retain ? bytes : undefined,
        position,
        length: used,
        firstRow,
        starts: rows.starts.slice(0, rows.count + 1),
        ascii: isAscii(bytes.subarray(0, used)),
        hasNul: cells.cutAtNul,
        lineEnd: regular ? rows.lineEnd : LineEnd.other,
        places: this.places?.finish(),
      });
    }
    return used;
  }

  private get lineName(): string {
    return this.header === undefined ? "header line" : "row";
  }

  /** The row that is read next, for an error; undefined for the header line. */
  private get nextRow(): number | undefined {
    return this.header === undefined ? undefined : this.rowCount + 1;
  }

  private lineError(outcome: LineOutcome): CsvError {
    const at = { file: this.file, row: this.nextRow };
    if (outcome === LineOutcome.unterminatedQuote) {
      return new CsvError("Unterminated quoted field", at);
    }
    return new CsvError(`Too many fields in the ${this.lineName}`, {
      ...at,
      expected: `at most ${mostCells}`,
    });
  }

  /** The error for a line that is longer than what is read of one. */
  tooLong(): CsvError {
    return new CsvError(`The ${this.lineName} is too long`, {
      file: this.file,
      row: this.nextRow,
      expected: "a line of at most 512 MiB",
      hint: "End every line with a line feed, and close every quoted field.",
    });
  }

  private readHeader(bytes: Buffer): void {
    this.header = headerNames(
      Array.from({ length: this.cells.count }, (_, i) => cellText(bytes, this.cells, i)),
    );
  }

  private start(header: readonly string[]): ObservedColumns {
    this.width = Math.max(header.length, this.cells.count);
    this.chunkRows = this.options.chunkRows ?? rowsPerChunk(this.width);
    const leading = this.width - header.length;
    const strings = header.flatMap((name, index) => (this.strings.has(name) ? [leading + index] : []));
    this.columns = new ObservedColumns(this.width, this.floats, strings);
    if (this.keepsPlaces) this.places = CellPlaces.forWidth(this.width);
    return this.columns;
  }

  private readRow(bytes: Buffer): void {
    const columns = this.columns ?? this.start(this.header as string[]);
    const { cells, width } = this;
    if (this.rowInChunk === this.chunkRows) this.finishChunk(columns);
    this.rowCount++;
    const row = ++this.rowInChunk;
    const { count } = cells;
    // pandas does not look at the first two lines of a later chunk, and drops what they have too much.
    const unchecked = this.rowCount > this.chunkRows && row <= 2;
    if (!unchecked && count > Math.max(width, this.previousCount)) {
      throw new CsvError(`Wrong number of fields: ${count}`, {
        file: this.file,
        row: this.rowCount,
        expected: `${width}, as in the previous rows`,
        hint: `Put quotes around text that contains a ${this.separator === "," ? "comma" : "tab"}.`,
      });
    }
    columns.addLine(bytes, cells, Math.min(count, width), row);
    this.previousCount = unchecked ? Math.max(count, row === 1 ? 0 : this.previousCount) : this.previousCount;
  }

  /**
   * Reads plain lines from `at` on, up to the end of the chunk.
   * @param limit end of the last complete line
   * @returns where the first line begins that takes a closer look, or is the first of a chunk
   */
  private readPlainRows(bytes: Buffer, at: number, limit: number, rows: ObservedRows): number {
    const { places, columns } = this;
    if (columns === undefined || this.cells.cutAtNul) return at;
    let from = at;
    while (from < limit && this.rowInChunk < this.chunkRows) {
      const before = rows.count;
      reserve(rows, before + 2);
      const next =
        places === undefined
          ? this.observeRows(bytes, from, limit, rows, columns)
          : this.readPlacedRow(bytes, from, rows, places, columns);
      if (rows.count === before) break;
      this.rowCount += rows.count - before;
      this.rowInChunk += rows.count - before;
      from = next;
    }
    return from;
  }

  private observeRows(
    bytes: Buffer,
    from: number,
    limit: number,
    rows: ObservedRows,
    columns: ObservedColumns,
  ): number {
    const most = Math.min(this.chunkRows - this.rowInChunk, rows.starts.length - rows.count - 1);
    return observeRows(bytes, from, limit, rows, most, columns, this.rowInChunk + 1, this.cells);
  }

  /** The same for one line where it is kept where cells are. */
  private readPlacedRow(
    bytes: Buffer,
    from: number,
    rows: ObservedRows,
    places: CellPlaces,
    columns: ObservedColumns,
  ): number {
    const next = places.hopeful ? places.scan(bytes, from, columns.textOnly, rows.lineEnd) : -1;
    if (next < 0) return from;
    rows.starts[rows.count++] = from;
    columns.addPlainLine(places.last, this.rowInChunk + 1);
    return next;
  }

  private finishChunk(columns: ObservedColumns): void {
    columns.finishChunk();
    this.rowInChunk = 0;
    this.previousCount = 0;
  }

  /** Undefined for a file with nothing in it. */
  finish(): CsvSource | undefined {
    const { header } = this;
    if (header === undefined) return undefined;
    if (this.columns === undefined) this.cells.count = 0;
    const columns = this.columns ?? this.start(header);
    if (this.rowInChunk > 0) this.finishChunk(columns);
    columns.finish();
    const leading = this.width - header.length;
    return new CsvSource({
      columns: header.map((name, index) => columns.column(name, leading + index)),
      rowCount: this.rowCount,
      leading,
      segments: this.segments,
      chunkRows: this.chunkRows,
      file: this.file,
      separator: this.separator,
      floats: this.floats,
    });
  }
}

function newRows(capacity: number): ObservedRows {
  return {
    count: 0,
    starts: new Uint32Array(capacity),
    altered: new Uint8Array(capacity),
    lineEnd: LineEnd.other,
  };
}

/** Makes space for so many rows. */
function reserve(rows: ObservedRows, count: number): void {
  if (count <= rows.starts.length) return;
  const length = Math.max(count, rows.starts.length * 2);
  const starts = new Uint32Array(length);
  starts.set(rows.starts);
  const altered = new Uint8Array(length);
  altered.set(rows.altered);
  rows.starts = starts;
  rows.altered = altered;
}
