import { cellText, objectText } from "../columns/cell-text.js";
import type { Cell, Column, Dtype } from "../columns/column.js";
import type { ColumnReference } from "../columns/column-reference.js";
import type { PackedTexts } from "../columns/packed-texts.js";
import { CellCode } from "../numbers/cell-code.js";
import { isDigit, POINT, ZERO } from "../numbers/characters.js";
import { classifyCell } from "../numbers/classify-cell.js";
import type { FloatFormatter } from "../numbers/float-format.js";
import type { FloatReader } from "../numbers/float-parsers.js";
import { formatFloat } from "../numbers/format-float.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { parseBoolean } from "../numbers/parse-boolean.js";
import { parseBigInteger } from "../numbers/parse-integer.js";
import { maxInt32 } from "../numbers/write-digits.js";
import type { CsvDialect } from "./csv-options.js";
import { bytesNeedQuotes, type CsvOutput } from "./csv-output.js";
import type { CsvSource, LocatedRow, SourceColumn } from "./csv-source.js";
import { decodeColumn, floatValue } from "./decode-column.js";
import { CellForm } from "./row-tokenizer.js";

const QUOTE = 0x22;

/** Writes one cell of a row: true when anything was written. */
export type WriteCell = (output: CsvOutput, row: number) => boolean;

/** Where a cell starts that prints as it is, its opening quote included. */
export function startOfCell({ starts, forms }: LocatedRow["cells"], cell: number): number {
  return isBetweenQuotes(forms[cell]) ? starts[cell] - 1 : starts[cell];
}

/** Where a cell ends that prints as it is, its closing quote included. */
export function endOfCell({ ends, forms }: LocatedRow["cells"], cell: number): number {
  return isBetweenQuotes(forms[cell]) ? ends[cell] + 1 : ends[cell];
}

const isBetweenQuotes = (form: number): boolean =>
  form === CellForm.quoted || form === CellForm.needlesslyQuoted;

/** True for a cell of text that is not missing and stands in the file as Python puts text in quotes. */
export function isQuotedText(
  bytes: Uint8Array,
  { starts, ends, forms }: LocatedRow["cells"],
  cell: number,
): boolean {
  const form = forms[cell];
  // A missing value has no quote in it.
  if (form === CellForm.escaped) return true;
  if (form !== CellForm.quoted && form !== CellForm.needlesslyQuoted) return false;
  return !isMissingSpelling(bytes, starts[cell], ends[cell]);
}

/** One line of a source, split once for all the columns that are taken from it. */
export class SharedRow {
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

/** Lines being split, by their source and the rows that are looked at. */
export type SharedRows = Map<CsvSource, Map<Uint32Array | undefined, SharedRow>>;

/** How the cells of a column are written in a dialect. Columns of one source that look at the same rows share its lines. */
export function cellWriter(
  reference: ColumnReference,
  sources: SharedRows,
  { separator, quoting, floats }: CsvDialect,
  printsAsIs: (column: SourceColumn) => boolean,
): WriteCell {
  const { data, rows, dtype } = reference;
  const formatter = dtype === "float64" ? floats : undefined;
  if (data.kind === "constant") return constantWriter(data.value, dtype, formatter);
  if (data.kind === "memory") {
    if (data.texts !== undefined) return packedWriter(data.texts, rows);
    const { column } = data;
    if (formatter !== undefined && column.dtype === "float64")
      return (output, row) =>
        writeFormatted(output, formatter, column.values[rows === undefined ? row : rows[row]]);
    return (output, row) => writeValue(output, column, rows === undefined ? row : rows[row]);
  }
  const { source, index } = data;
  const byRows = sources.get(source) ?? new Map<Uint32Array | undefined, SharedRow>();
  sources.set(source, byRows);
  // A source splits one line at a time; columns that look at different rows of it cannot share that line.
  const conflict = byRows.size > 0 && !byRows.has(rows);
  if (conflict) {
    const column = decodeColumn(source, index, rows);
    if (formatter !== undefined && column.dtype === "float64")
      return (output, row) => writeFormatted(output, formatter, column.values[row]);
    return (output, row) => writeValue(output, column, row);
  }
  const shared = byRows.get(rows) ?? new SharedRow(source, rows);
  byRows.set(rows, shared);
  const column = source.columns[index];
  const cell = source.leading + index;
  if (formatter !== undefined)
    return (output) => writeFormattedCell(output, formatter, shared, source, column, cell);
  const isCopied = printsAsIs(column) && (quoting === "minimal" || column.dtype !== "object");
  if (isCopied && source.separator === separator)
    return (output) => copyCell(output, shared.located as LocatedRow, cell);
  return (output) => writeSourceCell(output, shared, source, column, cell);
}

/** Copies a cell with bytes that are already what Python prints. */
function copyCell(output: CsvOutput, { bytes, cells }: LocatedRow, cell: number): boolean {
  if (cell >= cells.count) return false;
  const start = cells.starts[cell];
  const end = cells.ends[cell];
  if (cells.forms[cell] === CellForm.quoted) output.copy(bytes, start - 1, end + 1);
  else output.copy(bytes, start, end);
  return end > start;
}

/** A float in the dialect's format; pandas makes text of it, which `nonnumeric` quotes. */
function writeFormatted(output: CsvOutput, formatter: FloatFormatter, value: number): boolean {
  if (Number.isNaN(value)) return false;
  const digits = formatter.scale(value);
  if (output.dialect.quoting === "nonnumeric") output.text(formatter.format(value));
  else if (digits === -1) output.ascii(formatter.format(value));
  else output.decimal(value < 0, digits, formatter.decimals);
  return true;
}

function writeFormattedCell(
  output: CsvOutput,
  formatter: FloatFormatter,
  shared: SharedRow,
  source: CsvSource,
  column: SourceColumn,
  cell: number,
): boolean {
  const { bytes, cells } = shared.located as LocatedRow;
  if (cell >= cells.count) return false;
  let start = cells.starts[cell];
  let end = cells.ends[cell];
  let text = bytes;
  if (cells.forms[cell] >= CellForm.escaped) {
    text = source.unescaped(bytes, start, end);
    start = 0;
    end = text.length;
  }
  if (isMissingSpelling(text, start, end)) return false;
  const kind = source.kindAt(column, shared.sourceRow);
  return writeFormatted(output, formatter, floatValue(source.floats, kind, text, start, end));
}

function writeSourceCell(
  output: CsvOutput,
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
  if (kind !== "verbatim" && isMissingSpelling(bytes, start, end)) return false;
  switch (kind) {
    case "text":
    case "verbatim":
      if (output.dialect.quoting === "nonnumeric" && isBetweenQuotes(cells.forms[cell]))
        output.copy(bytes, start - 1, end + 1);
      else writeText(output, bytes, start, end);
      return true;
    case "integer":
    case "unsigned":
      writeIntegerCell(output, bytes, start, end);
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
      const value = floatValue(source.floats, kind, bytes, start, end);
      if (Number.isNaN(value)) return false;
      output.float(value);
      return true;
    }
    case "float":
      writeFloatCell(output, source.floats, bytes, start, end);
      return true;
  }
}

function writeIntegerCell(output: CsvOutput, bytes: Buffer, start: number, end: number): void {
  if (classifyCell(bytes, start, end) === CellCode.integer) {
    output.copy(bytes, start, end);
    return;
  }
  // Mostly an ID that was filled up with zeros.
  const first = afterZeros(bytes, start, end);
  if (first !== -1) output.copy(bytes, first, end);
  else output.ascii(String(parseBigInteger(bytes, start, end)));
}

/** Where the digits begin that Python prints of nothing but digits; -1 for anything else, such as a sign. */
function afterZeros(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end - 1 && bytes[first] === ZERO) first++;
  for (let at = first; at < end; at++) if (!isDigit(bytes[at])) return -1;
  return first;
}

function writeFloatCell(
  output: CsvOutput,
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
  } else output.float(floats.parse(bytes, start, end));
}

/** Writes text as Python puts it in quotes. */
function writeText(output: CsvOutput, bytes: Buffer, start: number, end: number): void {
  if (output.dialect.quoting === "nonnumeric" || bytesNeedQuotes(bytes, start, end, output.separatorByte))
    writeQuoted(output, bytes, start, end);
  else output.copy(bytes, start, end);
}

function writeQuoted(output: CsvOutput, bytes: Uint8Array, start: number, end: number): void {
  output.byte(QUOTE);
  for (let i = start; i < end; i++) {
    if (bytes[i] === QUOTE) output.byte(QUOTE);
    output.byte(bytes[i]);
  }
  output.byte(QUOTE);
}

function packedWriter({ bytes, offsets, missing }: PackedTexts, rows: Uint32Array | undefined): WriteCell {
  return (output, row) => {
    const at = rows === undefined ? row : rows[row];
    const [start, end] = [offsets[at], offsets[at + 1]];
    if (start === end || missing?.[at] === 1) return false;
    writeText(output, bytes, start, end);
    return true;
  };
}

function constantWriter(value: Cell, dtype: Dtype, formatter: FloatFormatter | undefined): WriteCell {
  if (formatter !== undefined && typeof value === "number")
    return (output) => writeFormatted(output, formatter, value);
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

function writeValue(output: CsvOutput, column: Column, row: number): boolean {
  if (column.dtype === "int64") {
    const value = column.values[row];
    if (typeof value === "number" && value >= 0 && value <= maxInt32) output.digits(value);
    else output.ascii(String(value));
    return true;
  }
  if (column.dtype === "float64") {
    const value = column.values[row];
    if (Number.isNaN(value)) return false;
    output.float(value);
    return true;
  }
  const text = cellText(column, row);
  if (text === null || text === "") return false;
  if (typeof column.values[row] === "string") output.text(text);
  else output.ascii(text);
  return true;
}
