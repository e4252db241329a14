import { type Cell, type Column, takeColumn } from "../columns/column.js";
import type { FloatReader } from "../numbers/float-parsers.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { parseBoolean } from "../numbers/parse-boolean.js";
import { isMinInt64, parseBigInteger, parseInteger } from "../numbers/parse-integer.js";
import type { ChunkKind } from "./column-inference.js";
import type { CsvSource, LocatedRow, SourceColumn } from "./csv-source.js";
import { isAscending } from "./row-order.js";
import { CellForm } from "./row-tokenizer.js";

/**
 * Values of one column of a scanned file.
 * @param rows which rows, in which order; all of them when undefined
 */
export function decodeColumn(source: CsvSource, index: number, rows?: Uint32Array): Column {
  // Out of order, a file that is not in memory would be read again for every row.
  if (rows !== undefined && !source.resident && !isAscending(rows))
    return decodeScattered(source, index, rows);
  const column = source.columns[index];
  if (source.isPlaced && column.dtype !== "object") {
    const all = source.decoded(index, () => decodeRows(source, index));
    return rows === undefined ? all : takeColumn(all, rows);
  }
  if (
    source.isPlaced &&
    column.chunks === undefined &&
    (rows === undefined || rows.length * 2 > source.rowCount)
  ) {
    const all = { dtype: "object", values: placedTexts(source, index) } as const;
    return rows === undefined ? all : takeColumn(all, rows);
  }
  return decodeRows(source, index, rows);
}

function decodeRows(source: CsvSource, index: number, rows?: Uint32Array): Column {
  const column = source.columns[index];
  const length = rows?.length ?? source.rowCount;
  switch (column.dtype) {
    case "int64":
      return column.wide
        ? { dtype: "int64", values: bigIntegers(source, index, rows, new BigInt64Array(length)) }
        : { dtype: "int64", values: integers(source, index, rows, new Float64Array(length)) };
    case "uint64":
      return { dtype: "uint64", values: bigIntegers(source, index, rows, new BigUint64Array(length)) };
    case "float64":
      return { dtype: "float64", values: floats(source, index, rows, new Float64Array(length)) };
    case "bool": {
      const values = new Uint8Array(length);
      eachCell(source, index, rows, (i, bytes, start, end) => {
        values[i] = parseBoolean(bytes, start, end) === true ? 1 : 0;
      });
      return { dtype: "bool", values };
    }
    case "object":
      return { dtype: "object", values: objects(source, index, rows, length) };
  }
}

function decodeScattered(source: CsvSource, index: number, rows: Uint32Array): Column {
  if (rows.length * 2 > source.rowCount) return takeColumn(decodeColumn(source, index), rows);
  const order = source.inSegmentOrder(rows);
  const decoded = decodeRows(
    source,
    index,
    order.map((at) => rows[at]),
  );
  const places = new Uint32Array(rows.length);
  for (let place = 0; place < order.length; place++) places[order[place]] = place;
  return takeColumn(decoded, places);
}

function integers(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
  values: Float64Array,
): Float64Array {
  eachCell(source, index, rows, (i, bytes, start, end) => {
    values[i] = parseInteger(bytes, start, end);
  });
  return values;
}

function bigIntegers<Values extends BigInt64Array | BigUint64Array>(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
  values: Values,
): Values {
  eachCell(source, index, rows, (i, bytes, start, end) => {
    values[i] = parseBigInteger(bytes, start, end);
  });
  return values;
}

function floats(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
  values: Float64Array,
): Float64Array {
  const column = source.columns[index];
  const isMixed = column.chunks !== undefined;
  eachCell(source, index, rows, (i, bytes, start, end) => {
    const kind = isMixed ? source.kindAt(column, rows?.[i] ?? i) : "float";
    values[i] =
      (start === end || maybeMissing(bytes[start])) && isMissingSpelling(bytes, start, end)
        ? Number.NaN
        : floatValue(source.floats, kind, bytes, start, end);
  });
  return values;
}

/** Texts of a column, each once in the order of first appearance, and per row which of them it has. */
export interface Categories {
  codes: Uint32Array;
  /** Null where values are missing. */
  texts: (string | null)[];
}

/**
 * A column of text, without a string for every row.
 * @param rows which rows, in the order of the file; all of them when undefined
 */
export function decodeCategories(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
): Categories {
  const codes = new Uint32Array(rows?.length ?? source.rowCount);
  const known = new Map<string | null, number>();
  let previous = Buffer.alloc(0);
  let code = -1;
  eachCell(source, index, rows, (i, bytes, start, end) => {
    // Equal values are mostly adjacent.
    if (code === -1 || !isText(bytes, start, end, previous)) {
      previous = Buffer.from(bytes.subarray(start, end));
      const text = isMissingSpelling(bytes, start, end) ? null : previous.toString("utf8");
      code = known.get(text) ?? known.size;
      known.set(text, code);
    }
    codes[i] = code;
  });
  return { codes, texts: [...known.keys()] };
}

function isText(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false;
  // Different neighbors mostly differ at their end.
  for (let at = wanted.length - 1; at >= 0; at--) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}

/** Whether a cell that begins with this byte may spell a missing value; most digits show that it does not. */
const maybeMissing = (first: number): boolean => first < 0x30 || first > 0x39 || first === 0x31;

/** The last plain cell that was read of a column: where its bytes are and what they meant. */
interface Previous {
  bytes: Buffer | undefined;
  start: number;
  end: number;
  kind: ChunkKind;
  value: Cell;
}

function objects(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
  length: number,
): readonly Cell[] {
  const column: SourceColumn = source.columns[index];
  const cell = source.leading + index;
  const values = new Array<Cell>(length);
  const previous: Previous = { bytes: undefined, start: 0, end: 0, kind: "text", value: null };
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i];
    values[i] = repeatedCell(source, source.row(row, cell + 1), cell, source.kindAt(column, row), previous);
  }
  return values;
}

/** Longer segments are not made one string. */
const longestText = 2 ** 27;

/**
 * A column of text from the first row on. Where a segment is ASCII, texts are parts of one string, which takes a fraction of the
 * time to make each of its own bytes.
 */
function placedTexts(source: CsvSource, index: number): readonly Cell[] {
  const values = new Array<Cell>(source.rowCount);
  let current: Buffer | undefined;
  let all = "";
  let previous: Cell = null;
  source.eachPlace(index, (row, bytes, start, end, form, ascii) => {
    if (current !== bytes) {
      current = bytes;
      all = ascii && bytes.length <= longestText ? bytes.toString("latin1") : "";
    }
    let value: Cell = null;
    if (form >= CellForm.escaped) {
      const text = source.unescaped(bytes, start, end);
      if (!isMissingSpelling(text, 0, text.length)) value = text.toString("utf8");
    } else if (!isMissingSpelling(bytes, start, end)) {
      value = all === "" ? bytes.toString(ascii ? "latin1" : "utf8", start, end) : all.substring(start, end);
      // One string serves a run of rows with the same text, such as the name of their group.
      if (value === previous) value = previous;
      previous = value;
    }
    values[row] = value;
    return true;
  });
  return values;
}

/** As {@link objectCell}; one string serves a run of rows with the same text, such as the name of their group. */
function repeatedCell(
  source: CsvSource,
  located: LocatedRow,
  cell: number,
  kind: ChunkKind,
  previous: Previous,
): Cell {
  const { bytes, cells } = located;
  if (cell >= cells.count || cells.forms[cell] !== CellForm.plain)
    return objectCell(source, located, cell, kind);
  const start = cells.starts[cell];
  const end = cells.ends[cell];
  if (
    kind === previous.kind &&
    previous.bytes !== undefined &&
    end - start === previous.end - previous.start
  ) {
    let at = end - 1;
    let from = previous.end - 1;
    // Different neighbors mostly differ at their end.
    while (at >= start && bytes[at] === previous.bytes[from]) {
      at--;
      from--;
    }
    if (at < start) return previous.value;
  }
  const value = objectCell(source, located, cell, kind);
  previous.bytes = bytes;
  previous.start = start;
  previous.end = end;
  previous.kind = kind;
  previous.value = value;
  return value;
}

function objectCell(source: CsvSource, located: LocatedRow, cell: number, kind: ChunkKind): Cell {
  const { cells } = located;
  let { bytes } = located;
  if (cell >= cells.count) return kind === "verbatim" ? "" : null;
  let start = cells.starts[cell];
  let end = cells.ends[cell];
  if (cells.forms[cell] >= CellForm.escaped) {
    bytes = source.unescaped(bytes, start, end);
    start = 0;
    end = bytes.length;
  }
  if (kind === "verbatim") return source.text(located, cell);
  if (isMissingSpelling(bytes, start, end)) return null;
  switch (kind) {
    case "integer":
    case "unsigned":
      return parseBigInteger(bytes, start, end);
    case "holed":
    case "widened":
    case "float": {
      const value = floatValue(source.floats, kind, bytes, start, end);
      return Number.isNaN(value) ? null : value;
    }
    case "boolean":
      return parseBoolean(bytes, start, end) === true;
    case "counted":
      return parseBoolean(bytes, start, end) === true ? 1n : 0n;
    case "measured":
      return parseBoolean(bytes, start, end) === true ? 1 : 0;
    case "text":
      return source.text(located, cell);
  }
}

/**
 * A number cell of a column that became float. Integers of an integer chunk were int64 first, so the sign of zero is
 * lost, and the smallest int64 stands for a missing value where the chunk has holes.
 */
export function floatValue(
  reader: FloatReader,
  kind: ChunkKind,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (kind === "float") return reader.parse(bytes, start, end);
  if (kind === "holed" && isMinInt64(bytes, start, end)) return Number.NaN;
  return Number(parseBigInteger(bytes, start, end));
}

/**
 * Visits the cells of a column.
 * @param rows which rows, in which order; all of them when undefined
 * @param visit gets the position in `rows`, and the cell's bytes without quoting, which the next call may replace
 */
export function eachCell(
  source: CsvSource,
  index: number,
  rows: Uint32Array | undefined,
  visit: (i: number, bytes: Uint8Array, start: number, end: number) => void,
): void {
  if (rows === undefined && source.isPlaced) {
    source.eachPlace(index, (row, bytes, start, end, form) => {
      if (form < CellForm.escaped) visit(row, bytes, start, end);
      else {
        const text = source.unescaped(bytes, start, end);
        visit(row, text, 0, text.length);
      }
      return true;
    });
    return;
  }
  const cell = source.leading + index;
  const length = rows?.length ?? source.rowCount;
  for (let i = 0; i < length; i++) {
    const { bytes, cells } = source.row(rows === undefined ? i : rows[i], cell + 1);
    if (cell >= cells.count) {
      visit(i, bytes, 0, 0);
      continue;
    }
    const start = cells.starts[cell];
    const end = cells.ends[cell];
    if (cells.forms[cell] < CellForm.escaped) visit(i, bytes, start, end);
    else {
      const text = source.unescaped(bytes, start, end);
      visit(i, text, 0, text.length);
    }
  }
}
