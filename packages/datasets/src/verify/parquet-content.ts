import { createHash } from "node:crypto";
import { isMlebenchError, UserError } from "@mlebench/core";
import { readParquetBatches, readParquetSchema } from "@mlebench/formats/parquet";
import type { Column } from "@mlebench/table";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** A column of a Parquet file as pandas would see it. */
export interface ContentColumn {
  name: string;
  /**
   * The type that pandas gives it, such as "int16", "float64", "object" (text); "datetime64", "date", "decimal(9,2)"
   * and the like for what a table of ours cannot hold; in "category(…)" or "index(…)" where pandas would make it one.
   */
  type: string;
}

/** Names, types and number of rows of a Parquet file. */
export interface ContentShape {
  rows: number;
  columns: readonly ContentColumn[];
}

/** The values of a few rows of one column. Equal values give equal bytes, whatever file holds them. */
interface Piece {
  bytes: Uint8Array;
  /** Bytes per row; undefined when every value has its length before it. */
  width: number | undefined;
}

type Cell = string | null;
type Pieces = AsyncGenerator<Piece>;

interface OpenColumn extends ContentColumn {
  pieces: () => Pieces;
}

const pieceRows = 1 << 16;
const missing = 0xffffffff;

/**
 * Names, types and number of rows.
 * @throws UserError when the file is missing or damaged
 */
export async function parquetShape(path: string): Promise<ContentShape> {
  const { rows, columns } = await openContent(path);
  return { rows, columns: columns.map(({ name, type }) => ({ name, type })) };
}

/**
 * MD5 over what a Parquet file holds, whatever its writer, version, compression, encodings, pages and row groups:
 * names, types and values of the columns, in order of columns (pandas' index last) and rows. A missing float is a NaN, as in pandas.
 *
 * For each column: the JSON text `[name, type, rows]` and a line feed, in UTF-8; then its values. Integers and floats
 * of the types that a table can hold are 8 bytes, little-endian; booleans one byte. All others are the length of their
 * UTF-8 text in 4 bytes, little-endian, and that text; ffffffff when missing. Where all types are int64, uint64,
 * float64, bool or object this is what `parquetContentDigest` of `@mlebench/table` gives.
 *
 * In memory at any time: one page of one column; for types that a table cannot hold, one column of one row group.
 * @throws UserError when the file is missing or damaged
 */
export async function parquetDigest(path: string): Promise<string> {
  const { rows, columns } = await openContent(path);
  const hash = createHash("md5");
  for (const { name, type, pieces } of columns) {
    hash.update(`${JSON.stringify([name, type, rows])}\n`, "utf8");
    for await (const { bytes } of blaming(path, pieces())) hash.update(bytes);
  }
  return hash.digest("hex");
}

/**
 * Compares two Parquet files by names, types and values in order, with the memory of {@link parquetDigest} for each.
 * @returns undefined when they hold the same, else one sentence on the first difference; it shows no values
 * @throws UserError when one of them is missing or damaged
 */
export async function compareParquet(actual: string, expected: string): Promise<string | undefined> {
  const [found, wanted] = [await openContent(actual), await openContent(expected)];
  const shape = compareShapes(found, wanted);
  if (shape !== undefined) return shape;
  for (const [index, column] of found.columns.entries()) {
    const theirs = blaming(expected, wanted.columns[index].pieces());
    const row = await firstDifference(blaming(actual, column.pieces()), theirs);
    if (row !== undefined) return `Column "${column.name}" differs, first in row ${row}.`;
  }
  return undefined;
}

function compareShapes(found: ContentShape, wanted: ContentShape): string | undefined {
  const list = ({ columns }: ContentShape): string => columns.map(({ name }) => name).join(", ");
  if (list(found) !== list(wanted)) return `The columns are ${list(found)}; expected ${list(wanted)}.`;
  const other = found.columns.findIndex(({ type }, index) => type !== wanted.columns[index].type);
  if (other !== -1) {
    const { name, type } = found.columns[other];
    return `Column "${name}" is of type ${type}; expected ${wanted.columns[other].type}.`;
  }
  return found.rows === wanted.rows
    ? undefined
    : `Wrong number of rows: ${found.rows}. Expected ${wanted.rows}.`;
}

/** Number of the first row, from 1, in which two columns of equal type and length differ. */
async function firstDifference(found: Pieces, wanted: Pieces): Promise<number | undefined> {
  try {
    for (let start = 0; ; start += pieceRows) {
      const [ours, theirs] = [await found.next(), await wanted.next()];
      if (ours.done === true || theirs.done === true)
        return ours.done === theirs.done ? undefined : start + 1;
      const at = firstDifferentByte(ours.value.bytes, theirs.value.bytes);
      if (at !== undefined) return start + 1 + rowOfByte(ours.value, at);
    }
  } finally {
    await found.return(undefined);
    await wanted.return(undefined);
  }
}

function firstDifferentByte(a: Uint8Array, b: Uint8Array): number | undefined {
  if (Buffer.compare(a, b) === 0) return undefined;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function rowOfByte({ bytes, width }: Piece, at: number): number {
  if (width !== undefined) return Math.floor(at / width);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let row = 0;
  for (let position = 0; position + 4 <= bytes.length; row++) {
    const length = view.getUint32(position, true);
    position += 4 + (length === missing ? 0 : length);
    if (position > at) break;
  }
  return row;
}

async function openContent(path: string): Promise<{ rows: number; columns: OpenColumn[] }> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const pandas = pandasNotes(metadata);
    const columns: OpenColumn[] = [];
    for (const { element, children } of parquetSchema(metadata).children) {
      const { name } = element;
      const isNested = children.length > 0 || element.repetition_type === "REPEATED";
      const rare = isNested ? { type: "nested", textOf: nestedText } : rareType(element);
      const bare = rare ? rare.type : await ordinaryType(path, element);
      const pieces = rare
        ? () => rarePieces(file, isNested ? metadata : withoutAnnotation(metadata, name), name, rare.textOf)
        : () => ordinaryPieces(path, name);
      columns.push({ name, type: pandas.wrap(name, bare), pieces });
    }
    // Index columns come first in what fastparquet writes, and last in what pyarrow writes.
    const isIndex = ({ name }: OpenColumn): boolean => pandas.indexes.has(name);
    const ordered = [...columns.filter((column) => !isIndex(column)), ...columns.filter(isIndex)];
    return { rows: Number(metadata.num_rows), columns: ordered };
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): unknown {
  if (isMlebenchError(cause)) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`The Parquet file cannot be read: ${why}`, {
    file: path,
    expected: "a complete Parquet file",
    cause,
  });
}

/** Whatever goes wrong while values are decoded is the file's fault. */
async function* blaming(path: string, pieces: Pieces): Pieces {
  try {
    yield* pieces;
  } catch (error) {
    throw damaged(path, error);
  }
}

/** What pandas noted in the file about columns that are more than their stored type says. */
function pandasNotes(metadata: FileMetaData) {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "pandas")?.value;
  const notes = parseNotes(text);
  const indexes = new Set((notes.index_columns ?? []).filter((column) => typeof column === "string"));
  const categories = new Set(
    (notes.columns ?? [])
      .filter(({ pandas_type: type }) => type === "categorical")
      .map(({ field_name: field, name }) => field ?? name),
  );
  return {
    indexes,
    wrap(name: string, bare: string): string {
      const type = categories.has(name) ? `category(${bare})` : bare;
      return indexes.has(name) ? `index(${type})` : type;
    },
  };
}

interface PandasNotes {
  index_columns?: unknown[];
  columns?: { name?: unknown; field_name?: unknown; pandas_type?: unknown }[];
}

function parseNotes(text: string | undefined): PandasNotes {
  try {
    const notes = JSON.parse(text ?? "{}") as PandasNotes | null;
    return {
      index_columns: Array.isArray(notes?.index_columns) ? notes.index_columns : [],
      columns: Array.isArray(notes?.columns) ? notes.columns : [],
    };
  } catch {
    return {};
  }
}

/** The pandas type of a column that a table can hold; tables make all integers 64 bits wide. */
async function ordinaryType(path: string, element: SchemaElement): Promise<string> {
  const { fields } = await readParquetSchema(path, { columns: [element.name] });
  const { dtype } = fields[0];
  if (dtype !== "int64" && dtype !== "uint64") return dtype;
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "INTEGER") return `${logical.isSigned ? "int" : "uint"}${logical.bitWidth}`;
  if (converted !== undefined) return converted.toLowerCase().replace("_", "");
  return type === "INT32" ? "int32" : dtype;
}

async function* ordinaryPieces(path: string, name: string): Pieces {
  for await (const table of readParquetBatches(path, { columns: [name], rows: pieceRows })) {
    yield pieceOf(table.columnAt(0));
  }
}

function pieceOf(column: Column): Piece {
  if (column.dtype === "object") {
    return textPiece(Array.from(column.values, (cell) => (isMissing(cell) ? null : String(cell))));
  }
  const { values } = column;
  if (values instanceof Uint8Array) return { bytes: values, width: 1 };
  if (!(values instanceof Float64Array)) return { bytes: bytesOf(values), width: 8 };
  return { bytes: bytesOf(column.dtype === "int64" ? wordsOf(values) : withOneNaN(values)), width: 8 };
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Safe integers as 64-bit two's complement; storing into 32 bits keeps the low ones. */
function wordsOf(integers: Float64Array): Int32Array {
  const words = new Int32Array(integers.length * 2);
  for (let row = 0; row < integers.length; row++) {
    words[2 * row] = integers[row];
    words[2 * row + 1] = Math.floor(integers[row] / 2 ** 32);
  }
  return words;
}

/** NaNs may differ in bits that nobody sees. */
function withOneNaN(floats: Float64Array): Float64Array {
  return floats.map((value) => (Number.isNaN(value) ? Number.NaN : value));
}

function textPiece(cells: readonly Cell[]): Piece {
  const length = cells.reduce((sum, cell) => sum + 4 + (cell === null ? 0 : Buffer.byteLength(cell)), 0);
  const bytes = Buffer.alloc(length);
  let position = 0;
  for (const cell of cells) {
    const size = cell === null ? 0 : bytes.write(cell, position + 4);
    bytes.writeUInt32LE(cell === null ? missing : size, position);
    position += 4 + size;
  }
  return { bytes, width: undefined };
}

interface RareType {
  type: string;
  /** Text of a value that is not missing; equal texts for equal values, whatever their unit or width in the file. */
  textOf: (value: unknown) => string;
}

const nanoseconds: Readonly<Record<string, bigint>> = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };

/** A flat type that a table cannot hold; undefined for one that it can. */
function rareType(element: SchemaElement): RareType | undefined {
  const { type, converted_type: converted, logical_type: logical, precision, scale } = element;
  const kind = logical?.type ?? converted ?? "";
  const unit =
    logical?.type === "TIMESTAMP" || logical?.type === "TIME"
      ? logical.unit
      : (converted?.replace(/^TIME(STAMP)?_/, "") ?? "");
  const inNanoseconds = (value: unknown): string => String(BigInt(value as number) * nanoseconds[unit]);
  switch (type) {
    case "BOOLEAN":
    case "DOUBLE":
      return undefined;
    case "FLOAT":
      return { type: "float32", textOf: plainText };
    case "INT96":
      return { type: "datetime64", textOf: plainText };
    case "BYTE_ARRAY":
      if (converted === "UTF8" || kind === "STRING") return undefined;
      break;
    case "INT32":
    case "INT64":
      if (kind === "" || kind === "INTEGER" || /^U?INT_/.test(kind)) return undefined;
      if (kind.startsWith("TIMESTAMP")) return { type: "datetime64", textOf: inNanoseconds };
      if (kind.startsWith("TIME")) return { type: "time", textOf: inNanoseconds };
      break;
    default:
      break;
  }
  if (kind === "DECIMAL") return { type: `decimal(${precision},${scale ?? 0})`, textOf: wholeText };
  return { type: kind === "" ? "bytes" : kind.toLowerCase(), textOf: plainText };
}

function plainText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A decimal's digits, which files store as numbers or as big-endian bytes. */
function wholeText(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value);
  if (value.length === 0) return "0";
  return String(BigInt.asIntN(value.length * 8, BigInt(`0x${plainText(value)}`)));
}

function nestedText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (isMissing(item)) return null;
    return typeof item === "object" && !(item instanceof Uint8Array) ? item : plainText(item);
  });
}

/** The same file with one flat column's values left as they are stored, because hyparquet's decimals lose digits. */
function withoutAnnotation(metadata: FileMetaData, name: string): FileMetaData {
  const schema = metadata.schema.map((element) =>
    element.name === name ? { ...element, converted_type: undefined, logical_type: undefined } : element,
  );
  return { ...metadata, schema };
}

async function* rarePieces(
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
  textOf: (value: unknown) => string,
): Pieces {
  let waiting: Cell[] = [];
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    let values: unknown[][] = [];
    await parquetRead({
      file,
      metadata,
      columns: [name],
      rowStart,
      rowEnd,
      compressors,
      utf8: false,
      parsers: exactParsers,
      onComplete: (found) => {
        values = found;
      },
    });
    if (values.length !== rowEnd - rowStart) throw new Error(`column "${name}" ends before its last row`);
    for (const [value] of values) {
      waiting.push(isMissing(value) ? null : textOf(value));
      if (waiting.length < pieceRows) continue;
      yield textPiece(waiting);
      waiting = [];
    }
    rowStart = rowEnd;
  }
  yield textPiece(waiting);
}

/** hyparquet's own parsers make dates of a millisecond's precision. */
const exactParsers = {
  timestampFromMilliseconds: (value: bigint) => value * nanoseconds.MILLIS,
  timestampFromMicroseconds: (value: bigint) => value * nanoseconds.MICROS,
  timestampFromNanoseconds: (value: bigint) => value,
  dateFromDays: (days: number) => days,
  jsonFromBytes: (bytes: Uint8Array) => bytes,
  uuidFromBytes: (bytes: Uint8Array) => bytes,
};
