import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Cell, Column } from "../columns/column.js";
import type { FloatReader } from "../numbers/float-parsers.js";
import {
  CellCode,
  classifyCell,
  formatFloat,
  isMissing,
  parseBigInteger,
  parseBoolean,
} from "../numbers/number-text.js";
import { type ColumnReference, cellText, objectText, type Table } from "../table.js";
import type { CsvSource, LocatedRow } from "./csv-source.js";
import { CellForm, type Separator, separatorByte } from "./row-tokenizer.js";

const QUOTE = 0x22;
const LF = 0x0a;
const POINT = 0x2e;
const ZERO = 0x30;
/** Up to here, integers are cheap to divide. */
const largestInt32 = 2 ** 31 - 1;

export interface CsvWriteOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /**
   * Which cells stand in quotes: "minimal", those that need it; "nonnumeric", all but numbers and booleans, missing
   * values included, as Python's `csv.QUOTE_NONNUMERIC` has it. @default "minimal"
   */
  quoting?: Quoting;
}

/** Which cells of a CSV stand in quotes. */
export type Quoting = "minimal" | "nonnumeric";

/** Where finished bytes go. */
type Flush = (bytes: Buffer) => void;

/** A growing output buffer that hands its bytes over whenever it is full. */
class Output {
  private bytes = Buffer.allocUnsafeSlow(1 << 20);
  private length = 0;
  private flushed = 0;
  /** The byte between cells. */
  readonly separatorByte: number;

  constructor(
    private readonly flush: Flush,
    readonly separator: Separator,
    readonly quoting: Quoting,
  ) {
    this.separatorByte = separatorByte(separator);
  }

  /** Bytes taken so far. */
  get written(): number {
    return this.flushed + this.length;
  }

  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    this.drain();
    if (count > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(count * 2);
  }

  drain(): void {
    if (this.length > 0) this.flush(this.bytes.subarray(0, this.length));
    this.flushed += this.length;
    this.length = 0;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.drain();
    this.bytes[this.length++] = value;
  }

  copy(source: Buffer, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    if (count < 48) {
      const { bytes } = this;
      let at = this.length;
      for (let i = start; i < end; i++) bytes[at++] = source[i];
    } else source.copy(this.bytes, this.length, start, end);
    this.length += count;
  }

  /** A whole number from 0 to {@link largestInt32}, without the cost of a string. */
  digits(value: number): void {
    let length = 1;
    for (let power = 10; power <= value; power *= 10) length++;
    this.reserve(length);
    this.length += length;
    let rest = value | 0;
    for (let at = this.length - 1; length > 0; at--, length--) {
      const tenth = (rest / 10) | 0;
      this.bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
  }

  /** Text that needs no quoting. */
  ascii(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, "latin1");
  }

  /** Text, quoted where Python's csv module would. */
  text(text: string): void {
    const isQuoted = this.quoting === "nonnumeric" || needsQuotes(text, this.separatorByte);
    if (!isQuoted) {
      this.unquoted(text);
      return;
    }
    this.byte(QUOTE);
    this.unquoted(text.includes('"') ? text.replaceAll('"', '""') : text);
    this.byte(QUOTE);
  }

  private unquoted(text: string): void {
    this.reserve(text.length * 3);
    if (text.length < 48) {
      const { bytes } = this;
      let at = this.length;
      for (let i = 0; ; i++) {
        if (i === text.length) {
          this.length = at;
          return;
        }
        const code = text.charCodeAt(i);
        if (code >= 0x80) break;
        bytes[at++] = code;
      }
    }
    this.length += this.bytes.write(text, this.length, "utf8");
  }
}

/** Python 3.11's csv module, minimal quoting with `\n` lines: a separator, a quote or a line feed; not a carriage return. */
function needsQuotes(text: string, separator: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === separator || code === QUOTE || code === LF) return true;
  }
  return false;
}

function bytesNeedQuotes(bytes: Uint8Array, start: number, end: number, separator: number): boolean {
  for (let i = start; i < end; i++)
    if (bytes[i] === separator || bytes[i] === QUOTE || bytes[i] === LF) return true;
  return false;
}

/** Writes one cell of a row: true when anything was written. */
type WriteCell = (output: Output, row: number) => boolean;

/** Writes a table as pandas' `to_csv(index=False)` does. */
function render(table: Table, output: Output): void {
  const { references } = table;
  references.forEach((reference, i) => {
    if (i > 0) output.byte(output.separatorByte);
    if (reference.name === "" && references.length === 1) output.ascii('""');
    else output.text(reference.name);
  });
  output.byte(LF);
  const writeRow = rowWriter(table, output);
  const scattered = scatteredSource(table);
  if (scattered === undefined) for (let row = 0; row < table.length; row++) writeRow(output, row);
  else renderScattered(scattered, table.length, writeRow, output);
}

/** Writes one row of a table and its line feed. */
type WriteRow = (output: Output, row: number) => void;

function rowWriter(table: Table, { separator, quoting }: Output): WriteRow {
  const isMinimal = quoting === "minimal";
  const whole = isMinimal ? wholeLines(table, separator) : undefined;
  if (whole !== undefined) return lineCopier(whole);
  const sources = new Map<CsvSource, Map<Uint32Array | undefined, SharedRow>>();
  const writers = runsOfCells(table.references, separator, quoting).map((run) => {
    const writers = run.map((reference) => cellWriter(reference, sources, separator, quoting));
    return run.length === 1 ? writers[0] : runWriter(run, sources, writers);
  });
  const shared = [...sources.values()].flatMap((byRows) => [...byRows.values()]);
  // A line with nothing on it would read as no row at all.
  const quotesNothing = table.references.length === 1 || !isMinimal;
  return (output, row) => {
    for (const entry of shared) entry.move(row);
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) output.byte(output.separatorByte);
      const wrote = writers[i](output, row);
      if (quotesNothing && !wrote) output.ascii('""');
    }
    output.byte(LF);
  };
}

/** References in order, those together whose cells stand side by side in the file and can mostly be copied as they are. */
function runsOfCells(
  references: readonly ColumnReference[],
  separator: Separator,
  quoting: Quoting,
): ColumnReference[][] {
  const runs: ColumnReference[][] = [];
  for (const reference of references) {
    const run = runs.at(-1);
    const isNext = run !== undefined && continues(run[run.length - 1], reference, separator, quoting);
    if (isNext) run.push(reference);
    else runs.push([reference]);
  }
  return runs;
}

function continues(
  before: ColumnReference,
  next: ColumnReference,
  separator: Separator,
  quoting: Quoting,
): boolean {
  const [a, b] = [before.data, next.data];
  if (a.kind !== "source" || b.kind !== "source") return false;
  if (a.source !== b.source || before.rows !== next.rows || a.index + 1 !== b.index) return false;
  const { columns } = a.source;
  const isCopied = quoting === "minimal" ? printsAsIs : printsInQuotes;
  return a.source.separator === separator && isCopied(columns[a.index]) && isCopied(columns[b.index]);
}

type SourceColumn = CsvSource["columns"][number];

const printsAsIs = (column: SourceColumn): boolean => column.printsAsIs;

/** Text prints as it is where it stands in quotes and is not missing, see {@link isQuotedText}. */
const printsInQuotes = (column: SourceColumn): boolean =>
  column.dtype === "object" ? column.chunks === undefined : column.dtype === "int64" && column.printsAsIs;

/** Copies the cells of a run at once, with what separates them; one by one where that is not how they print. */
function runWriter(
  run: readonly ColumnReference[],
  sources: Map<CsvSource, Map<Uint32Array | undefined, SharedRow>>,
  writers: readonly WriteCell[],
): WriteCell {
  const oneByOne: WriteCell = (output, row) => {
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) output.byte(output.separatorByte);
      const wrote = writers[i](output, row);
      if (!wrote && output.quoting === "nonnumeric") output.ascii('""');
    }
    return true;
  };
  const { data, rows } = run[0];
  const shared = data.kind === "source" ? sources.get(data.source)?.get(rows) : undefined;
  // The file's lines are being split for other rows, so these columns were decoded.
  if (data.kind !== "source" || shared === undefined) return oneByOne;
  const first = data.source.leading + data.index;
  const last = first + run.length - 1;
  const isText = run.map(({ dtype }) => dtype === "object");
  return (output, row) => {
    const { bytes, cells } = shared.located as LocatedRow;
    let isCopied = last < cells.count;
    if (output.quoting === "nonnumeric") {
      for (let cell = first; isCopied && cell <= last; cell++)
        isCopied = !isText[cell - first] || isQuotedText(bytes, cells, cell);
    }
    if (!isCopied) return oneByOne(output, row);
    output.copy(bytes, startOfCell(cells, first), endOfCell(cells, last));
    return true;
  };
}

/** True for a cell of text that is not missing and stands in the file as Python puts text in quotes. */
function isQuotedText(
  bytes: Uint8Array,
  { starts, ends, forms }: LocatedRow["cells"],
  cell: number,
): boolean {
  const form = forms[cell];
  // A missing value has no quote in it.
  if (form === CellForm.escaped) return true;
  if (form !== CellForm.quoted && form !== CellForm.needlesslyQuoted) return false;
  return !isMissing(bytes, starts[cell], ends[cell]);
}

/** Rows picked out of order from a file that is not in memory. */
interface Scattered {
  source: CsvSource;
  rows: Uint32Array;
}

function scatteredSource(table: Table): Scattered | undefined {
  for (const { data, rows } of table.references) {
    if (data.kind === "source" && rows !== undefined && !data.source.resident)
      return { source: data.source, rows };
  }
  return undefined;
}

/** Rendered rows held at a time while a file larger than memory is visited in its own order. */
const scatteredBatch = 2 ** 30;

/**
 * Renders rows in the order in which the file has them, a batch at a time, and puts them out in the table's order: the
 * file is read once per batch instead of once per row.
 */
function renderScattered(
  { source, rows }: Scattered,
  length: number,
  writeRow: WriteRow,
  output: Output,
): void {
  const batchRows = Math.max(1, Math.floor(scatteredBatch / (source.averageLineLength + 16)));
  for (let first = 0; first < length; first += batchRows) {
    const count = Math.min(batchRows, length - first);
    const order = rowsInFileOrder(source, rows.subarray(first, first + count));
    const arena = new Arena();
    const collector = new Output((bytes) => arena.add(bytes), output.separator, output.quoting);
    const starts = new Float64Array(count);
    const ends = new Float64Array(count);
    for (const at of order) {
      starts[at] = collector.written;
      writeRow(collector, first + at);
      ends[at] = collector.written;
    }
    collector.drain();
    for (let at = 0; at < count; at++) arena.copyTo(output, starts[at], ends[at]);
  }
}

/** Positions in `rows`, those of the file's first segment first. */
function rowsInFileOrder(source: CsvSource, rows: Uint32Array): Uint32Array {
  const segments = source.segmentRows;
  const counts = new Uint32Array(segments.length + 1);
  const segmentOf = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle].first <= rows[at]) low = middle;
      else high = middle - 1;
    }
    segmentOf[at] = low;
    counts[low + 1]++;
  }
  for (let i = 0; i < segments.length; i++) counts[i + 1] += counts[i];
  const order = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) order[counts[segmentOf[at]]++] = at;
  return order;
}

/** Bytes set aside in blocks, addressed by their distance from the first. */
class Arena {
  private readonly blocks: { start: number; bytes: Buffer }[] = [];
  private length = 0;

  add(bytes: Buffer): void {
    this.blocks.push({ start: this.length, bytes: Buffer.from(bytes) });
    this.length += bytes.length;
  }

  copyTo(output: Output, start: number, end: number): void {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].start <= start) low = middle;
      else high = middle - 1;
    }
    for (let at = start; at < end; low++) {
      const block = this.blocks[low];
      const stop = Math.min(end, block.start + block.bytes.length);
      output.copy(block.bytes, at - block.start, stop - block.start);
      at = stop;
    }
  }
}

/** The source whose lines can be copied as they are, when every column of it is there, in order, and prints as is. */
function wholeLines(
  table: Table,
  separator: Separator,
): { source: CsvSource; rows: Uint32Array | undefined } | undefined {
  const first = table.references[0];
  if (first?.data.kind !== "source" || table.references.length < 2) return undefined;
  const { source } = first.data;
  if (source.separator !== separator || source.leading > 0) return undefined;
  if (source.columns.length !== table.references.length) return undefined;
  const same = table.references.every(
    ({ data, rows }, i) =>
      data.kind === "source" &&
      data.source === source &&
      data.index === i &&
      rows === first.rows &&
      source.columns[i].printsAsIs,
  );
  return same ? { source, rows: first.rows } : undefined;
}

function lineCopier({ source, rows }: { source: CsvSource; rows: Uint32Array | undefined }): WriteRow {
  const width = source.columns.length;
  return (output, at) => {
    const row = rows === undefined ? at : rows[at];
    const line = source.line(row);
    if (line !== undefined) {
      output.copy(line.bytes, line.start, line.cells.textEnd + 1);
      return;
    }
    const { bytes, cells, start } = source.row(row);
    output.copy(bytes, start, cells.count > width ? endOfCell(cells, width - 1) : cells.textEnd);
    for (let missing = cells.count; missing < width; missing++) output.byte(output.separatorByte);
    output.byte(LF);
  };
}

/** Where a cell starts that prints as it is, its opening quote included. */
function startOfCell({ starts, forms }: LocatedRow["cells"], cell: number): number {
  return isBetweenQuotes(forms[cell]) ? starts[cell] - 1 : starts[cell];
}

/** Where a cell ends that prints as it is, its closing quote included. */
function endOfCell({ ends, forms }: LocatedRow["cells"], cell: number): number {
  return isBetweenQuotes(forms[cell]) ? ends[cell] + 1 : ends[cell];
}

const isBetweenQuotes = (form: number): boolean =>
  form === CellForm.quoted || form === CellForm.needlesslyQuoted;

/** One line of a source, split once for all the columns that are taken from it. */
class SharedRow {
  located: LocatedRow | undefined;
  sourceRow = 0;

  constructor(
    private readonly source: CsvSource,
    private readonly rows: Uint32Array | undefined,
  ) {}

  move(row: number): void {
    this.sourceRow = this.rows === undefined ? row : this.rows[row];
    this.located = this.source.row(this.sourceRow);
  }
}

function cellWriter(
  reference: ColumnReference,
  sources: Map<CsvSource, Map<Uint32Array | undefined, SharedRow>>,
  separator: Separator,
  quoting: Quoting,
): WriteCell {
  const { data, rows } = reference;
  if (data.kind === "constant") return constantWriter(data.value, reference);
  if (data.kind === "memory") {
    const { column } = data;
    return (output, row) => writeValue(output, column, rows === undefined ? row : rows[row]);
  }
  const { source, index } = data;
  const byRows = sources.get(source) ?? new Map<Uint32Array | undefined, SharedRow>();
  sources.set(source, byRows);
  // A source splits one line at a time; columns that look at different rows of it cannot share that line.
  const conflict = byRows.size > 0 && !byRows.has(rows);
  if (conflict) {
    const column = source.decode(index, rows);
    return (output, row) => writeValue(output, column, row);
  }
  const shared = byRows.get(rows) ?? new SharedRow(source, rows);
  byRows.set(rows, shared);
  const column = source.columns[index];
  const cell = source.leading + index;
  const isCopied = column.printsAsIs && (quoting === "minimal" || column.dtype !== "object");
  if (isCopied && source.separator === separator)
    return (output) => copyCell(output, shared.located as LocatedRow, cell);
  return (output) => writeSourceCell(output, shared, source, column, cell);
}

/** Copies a cell whose bytes are already what Python prints. */
function copyCell(output: Output, { bytes, cells }: LocatedRow, cell: number): boolean {
  if (cell >= cells.count) return false;
  const start = cells.starts[cell];
  const end = cells.ends[cell];
  if (cells.forms[cell] === CellForm.quoted) output.copy(bytes, start - 1, end + 1);
  else output.copy(bytes, start, end);
  return end > start;
}

function writeSourceCell(
  output: Output,
  shared: SharedRow,
  source: CsvSource,
  column: SourceColumn,
  cell: number,
): boolean {
  const located = shared.located as LocatedRow;
  const { cells } = located;
  if (cell >= cells.count) return false;
  let { bytes } = located;
  let start = cells.starts[cell];
  let end = cells.ends[cell];
  if (cells.forms[cell] >= CellForm.escaped) {
    bytes = source.unescaped(bytes, start, end);
    start = 0;
    end = bytes.length;
  }
  const kind = source.kindAt(column, shared.sourceRow);
  if (kind !== "verbatim" && isMissing(bytes, start, end)) return false;
  switch (kind) {
    case "text":
    case "verbatim":
      if (output.quoting === "nonnumeric") {
        if (isBetweenQuotes(cells.forms[cell])) output.copy(bytes, start - 1, end + 1);
        else writeQuoted(output, bytes, start, end);
      } else if (bytesNeedQuotes(bytes, start, end, output.separatorByte))
        writeQuoted(output, bytes, start, end);
      else output.copy(bytes, start, end);
      return true;
    case "integer":
    case "unsigned":
      if (classifyCell(bytes, start, end) === CellCode.integer) output.copy(bytes, start, end);
      else output.ascii(String(parseBigInteger(bytes, start, end)));
      return true;
    case "boolean":
      output.ascii(parseBoolean(bytes, start, end) === true ? "True" : "False");
      return true;
    case "counted":
      output.ascii(parseBoolean(bytes, start, end) === true ? "1" : "0");
      return true;
    case "measured":
      output.ascii(parseBoolean(bytes, start, end) === true ? "1.0" : "0.0");
      return true;
    case "holed":
    case "widened": {
      const value = source.floatValue(kind, bytes, start, end);
      if (Number.isNaN(value)) return false;
      output.ascii(formatFloat(value));
      return true;
    }
    case "float":
      writeFloatCell(output, source.floats, bytes, start, end);
      return true;
  }
}

function writeFloatCell(
  output: Output,
  floats: FloatReader,
  bytes: Buffer,
  start: number,
  end: number,
): void {
  const code = floats.classify(bytes, start, end);
  if (code === CellCode.float) output.copy(bytes, start, end);
  else if (code === CellCode.integer && end - start <= 15) {
    output.copy(bytes, start, end);
    output.byte(POINT);
    output.byte(ZERO);
  } else output.ascii(formatFloat(floats.parse(bytes, start, end)));
}

function writeQuoted(output: Output, bytes: Uint8Array, start: number, end: number): void {
  output.byte(QUOTE);
  for (let i = start; i < end; i++) {
    if (bytes[i] === QUOTE) output.byte(QUOTE);
    output.byte(bytes[i]);
  }
  output.byte(QUOTE);
}

function constantWriter(value: Cell, { dtype }: ColumnReference): WriteCell {
  const text =
    dtype === "float64" && typeof value === "number" && !Number.isNaN(value)
      ? formatFloat(value)
      : dtype === "int64"
        ? String(value)
        : objectText(value);
  if (text === null || text === "") return () => false;
  return (output) => {
    if (typeof value === "string") output.text(text);
    else output.ascii(text);
    return true;
  };
}

function writeValue(output: Output, column: Column, row: number): boolean {
  if (column.dtype === "int64") {
    const value = column.values[row];
    if (typeof value === "number" && value >= 0 && value <= largestInt32) output.digits(value);
    else output.ascii(String(value));
    return true;
  }
  const text = cellText(column, row);
  if (text === null || text === "") return false;
  if (typeof column.values[row] === "string") output.text(text);
  else output.ascii(text);
  return true;
}

/** The text that pandas' `to_csv(index=False)` gives. */
export function formatCsv(
  table: Table,
  { separator = ",", quoting = "minimal" }: CsvWriteOptions = {},
): string {
  const parts: Buffer[] = [];
  const output = new Output((bytes) => parts.push(Buffer.from(bytes)), separator, quoting);
  render(table, output);
  output.drain();
  return Buffer.concat(parts).toString("utf8");
}

/** Writes a table to a file as pandas' `to_csv(index=False)` does. The file appears whole or not at all. */
export function writeCsv(
  table: Table,
  path: string,
  { separator = ",", quoting = "minimal" }: CsvWriteOptions = {},
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const descriptor = openSync(temporary, "w");
  let open = true;
  try {
    const output = new Output(
      (bytes) => {
        let done = 0;
        while (done < bytes.length) done += writeSync(descriptor, bytes, done);
      },
      separator,
      quoting,
    );
    render(table, output);
    output.drain();
    fsyncSync(descriptor);
    closeSync(descriptor);
    open = false;
    renameSync(temporary, path);
  } catch (error) {
    if (open) closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
}
