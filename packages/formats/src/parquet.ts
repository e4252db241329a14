import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { isMlebenchError, UserError } from "@mlebench/core";
import { type Column, type Dtype, type Origin, Table } from "@mlebench/table";
import { type FileMetaData, parquetMetadataAsync, parquetSchema } from "hyparquet";
import {
  allPages,
  columnCursor,
  hasMissing,
  pandasTypeOf,
  type StoredColumn,
  storedTypeOf,
} from "./parquet/column.js";
import { contentDigest } from "./parquet/content-digest.js";

export { openParquetWriter, type ParquetFileWriter, writeParquet } from "./parquet/writer.js";

/** A column of a Parquet file, with the type that pandas gives it. */
export interface ParquetField {
  readonly name: string;
  readonly dtype: Dtype;
}

export interface ParquetSchema {
  readonly rows: number;
  readonly fields: readonly ParquetField[];
}

export interface ReadParquetOptions {
  /** Only these columns, in this order; all of them when left out. */
  readonly columns?: readonly string[];
  /** Origin of the table, for error messages. @default "raw" */
  readonly role?: Origin["role"];
}

interface OpenFile {
  readonly file: number;
  readonly metadata: FileMetaData;
  readonly columns: readonly (StoredColumn & { readonly dtype: Dtype })[];
  readonly rows: number;
}

/**
 * Names, pandas types and number of rows of a Parquet file. Only columns without a count of missing values
 * are read for it.
 * @throws UserError when the file is missing, damaged, or has a column that a table cannot hold
 */
export async function readParquetSchema(
  path: string,
  options: ReadParquetOptions = {},
): Promise<ParquetSchema> {
  return withFile(path, options, ({ columns, rows }) => ({
    rows,
    fields: columns.map(({ name, dtype }) => ({ name, dtype })),
  }));
}

/**
 * Reads a Parquet file as pandas' `read_parquet` does: integers with missing values become floats, booleans with
 * missing values become objects. Values go page by page into one typed array per column.
 * @throws UserError when the file is missing, damaged, or has a column that a table cannot hold: 32-bit floats, dates,
 * times, decimals, raw bytes, nested values
 */
export async function readParquet(path: string, options: ReadParquetOptions = {}): Promise<Table> {
  return withFile(path, options, (open) => {
    const decoded = open.columns.map((column) => cursorOf(open, column)(open.rows));
    return tableOf(open, decoded, open.rows, path, options);
  });
}

/**
 * Reads a Parquet file in tables of at most `rows` rows, all with the types of the complete file. At any time only one of
 * them and one page per column are in memory.
 * @param options.rows rows per table, 1,048,576 when left out
 * @throws UserError as {@link readParquet} does
 */
export async function* readParquetBatches(
  path: string,
  options: ReadParquetOptions & { readonly rows?: number } = {},
): AsyncGenerator<Table> {
  const size = options.rows ?? 1 << 20;
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`rows is ${size}, expected a positive integer`);
  const open = await openParquet(path, options);
  try {
    const cursors = open.columns.map((column) => cursorOf(open, column));
    for (let start = 0; start < open.rows || start === 0; start += size) {
      const count = Math.min(size, open.rows - start);
      yield blamingFile(path, () => {
        const decoded = cursors.map((take) => take(count));
        return tableOf(open, decoded, count, path, options);
      });
    }
  } finally {
    closeSync(open.file);
  }
}

/**
 * MD5 over names, types and values in order, so that two Parquet files can be compared whatever their writer, encodings
 * and row groups. One column at a time is in memory. The format is described at `contentDigest`.
 * @throws UserError as {@link readParquet} does
 */
export async function parquetContentDigest(path: string): Promise<string> {
  return withFile(path, {}, (open) => {
    const digest = contentDigest();
    for (const column of open.columns) digest.add(column.name, cursorOf(open, column)(open.rows));
    return digest.hex();
  });
}

/** The digest that {@link parquetContentDigest} gives a file with the same content. */
export function tableContentDigest(table: Table): string {
  const digest = contentDigest();
  for (const [index, name] of table.names.entries()) digest.add(name, table.columnAt(index));
  return digest.hex();
}

function cursorOf(
  { file, metadata }: OpenFile,
  column: StoredColumn & { readonly dtype: Dtype },
): (count: number) => Column {
  return columnCursor(allPages(file, metadata, column), column.stored, column.dtype);
}

function tableOf(
  { columns }: OpenFile,
  decoded: readonly Column[],
  rows: number,
  path: string,
  options: ReadParquetOptions,
): Table {
  const references = columns.map(({ name, dtype }, index) => ({
    name,
    dtype,
    data: { kind: "memory", column: decoded[index] } as const,
    rows: undefined,
  }));
  return new Table(references, rows, { role: options.role ?? "raw", file: path });
}

async function withFile<T>(
  path: string,
  options: ReadParquetOptions,
  use: (open: OpenFile) => T,
): Promise<T> {
  const open = await openParquet(path, options);
  try {
    return blamingFile(path, () => use(open));
  } finally {
    closeSync(open.file);
  }
}

/** Reports errors of decoding as errors of the file. */
function blamingFile<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw isMlebenchError(error) ? error : damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): UserError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`Cannot read the Parquet file: ${why}`, {
    file: path,
    expected: "a complete Parquet file",
    hint: "Download the file again, or check it with another reader.",
    cause,
  });
}

async function openParquet(path: string, options: ReadParquetOptions): Promise<OpenFile> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw new UserError("Cannot open the Parquet file", { file: path, cause });
  }
  try {
    const metadata = await readMetadata(file).catch((cause: unknown) => {
      throw damaged(path, cause);
    });
    return blamingFile(path, () => {
      const columns = chooseColumns(metadata, options.columns, path).map((column) => ({
        ...column,
        dtype: pandasTypeOf(column.stored, hasMissing(file, metadata, column)),
      }));
      return { file, metadata, columns, rows: Number(metadata.num_rows) };
    });
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

async function readMetadata(file: number): Promise<FileMetaData> {
  const byteLength = fstatSync(file).size;
  const slice = (start: number, end = byteLength): ArrayBuffer => {
    const bytes = new Uint8Array(end - start);
    for (let filled = 0; filled < bytes.length; ) {
      const got = readSync(file, bytes, filled, bytes.length - filled, start + filled);
      if (got === 0) throw new Error("unexpected end of file");
      filled += got;
    }
    return bytes.buffer;
  };
  return parquetMetadataAsync({ byteLength, slice });
}

function chooseColumns(
  metadata: FileMetaData,
  names: readonly string[] | undefined,
  path: string,
): StoredColumn[] {
  const root = parquetSchema(metadata);
  const byName = new Map(root.children.map((child) => [child.element.name, child]));
  const leaves = metadata.row_groups[0]?.columns.map((chunk) => chunk.meta_data?.path_in_schema.join("\0"));
  return (names ?? [...byName.keys()]).map((name) => {
    const node = byName.get(name);
    if (node === undefined) {
      throw new UserError(`Missing column \`${name}\``, {
        file: path,
        expected: `one of ${[...byName.keys()].map((known) => `\`${known}\``).join(", ")}`,
      });
    }
    const { element } = node;
    const repeated = element.repetition_type === "REPEATED";
    const stored = node.children.length > 0 || repeated ? undefined : storedTypeOf(element);
    if (stored === undefined) {
      const kind =
        node.children.length > 0
          ? "nested"
          : (element.logical_type?.type ?? element.converted_type ?? element.type);
      throw new UserError(`Unsupported Parquet column type: ${kind}`, {
        file: path,
        column: name,
        expected: "integers, 64-bit floats, booleans, or UTF-8 strings",
        hint: "Specify the columns to read, without this one.",
      });
    }
    const shape = { element, optional: element.repetition_type === "OPTIONAL", schemaPath: [root, node] };
    return { name, stored, shape, index: leaves?.indexOf(name) ?? 0 };
  });
}
