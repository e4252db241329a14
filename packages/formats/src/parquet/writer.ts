import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { temporaryName } from "@mlebench/disk";
import type { Column, Table } from "@mlebench/table";
import type { ColumnChunk, ParquetType, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { safeIntegerBytes } from "./integer-bytes.js";

const groupRows = 1 << 20;
const pageRows = 1 << 17;
const encoder = new TextEncoder();

/** What a column is stored as: fastparquet's choice for its pandas type. */
type Storage = "int64" | "uint64" | "double" | "boolean" | "text";

interface OutputColumn {
  readonly name: string;
  readonly dtype: Column["dtype"];
  /** Unknown for an object column until its first value. */
  storage: Storage | undefined;
}

/**
 * Writes tables, one after the other, as one Parquet file with the column types that pandas'
 * `to_parquet(engine="fastparquet", index=False)` gives: 64-bit integers and floats, booleans, UTF-8 texts, all
 * optional, missing values as nulls, Snappy. The file appears under its name only when it is complete.
 *
 * @param tables one table or several with the same columns and types; each fills its own row groups
 * @throws UserError when a column mixes types, or the tables do not match, or the file cannot be written
 */
export async function writeParquet(
  tables: Table | Iterable<Table> | AsyncIterable<Table>,
  path: string,
): Promise<void> {
  const temporary = temporaryName(path);
  let file: number;
  try {
    file = openSync(temporary, "wx");
  } catch (cause) {
    throw new UserError("Cannot write the Parquet file", {
      file: path,
      cause,
      hint: "Check that its directory exists.",
    });
  }
  try {
    await writeAll(isTable(tables) ? [tables] : tables, file, path);
    closeSync(file);
  } catch (error) {
    closeQuietly(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  renameSync(temporary, path);
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // Already closed: the original error is the one to report.
  }
}

function isTable(tables: Table | Iterable<Table> | AsyncIterable<Table>): tables is Table {
  return "references" in tables;
}

async function writeAll(
  tables: Iterable<Table> | AsyncIterable<Table>,
  file: number,
  path: string,
): Promise<void> {
  const bytes = new ByteWriter(1 << 20);
  const flush = () => {
    const pending = bytes.getBytes();
    for (let done = 0; done < pending.length; ) done += writeSync(file, pending, done);
    bytes.index = 0;
  };
  let columns: OutputColumn[] | undefined;
  let output: ParquetWriter | undefined;
  for await (const table of tables) {
    if (columns === undefined || output === undefined) {
      columns = table.references.map(({ name, dtype }) => ({ name, dtype, storage: storageOf(dtype) }));
      output = new ParquetWriter({ writer: bytes, schema: [], createdBy: "mlebench" });
    }
    checkSameColumns(columns, table, path);
    const whole = columns.map((column, index) => {
      const values = table.columnAt(index);
      column.storage = checkedStorage(column, values, path);
      return values;
    });
    for (let start = 0; start < table.length; start += groupRows) {
      const end = Math.min(start + groupRows, table.length);
      const first = bytes.offset;
      const chunks = columns.map((column, index) => {
        const chunk = writeChunk(bytes, column, whole[index], start, end);
        flush();
        return chunk;
      });
      output.row_groups.push({
        columns: chunks,
        total_byte_size: chunks.reduce(
          (total, chunk) => total + (chunk.meta_data?.total_uncompressed_size ?? 0n),
          0n,
        ),
        num_rows: BigInt(end - start),
        total_compressed_size: BigInt(bytes.offset - first),
      });
      output.num_rows += BigInt(end - start);
    }
  }
  if (output === undefined || columns === undefined) throw new UserError("No table to write", { file: path });
  output.schema = schemaOf(columns);
  output.kvMetadata = [{ key: "pandas", value: pandasMetadata(columns) }];
  for (const group of output.row_groups) {
    for (const [index, chunk] of group.columns.entries()) {
      if (chunk.meta_data !== undefined) chunk.meta_data.type = physicalType(columns[index].storage);
    }
  }
  await output.finish();
  flush();
}

function storageOf(dtype: Column["dtype"]): Storage | undefined {
  switch (dtype) {
    case "float64":
      return "double";
    case "bool":
      return "boolean";
    case "object":
      return undefined;
    default:
      return dtype;
  }
}

/** What a column is stored as, now that its next values are known. */
function checkedStorage({ name, storage }: OutputColumn, column: Column, path: string): Storage | undefined {
  if (column.dtype !== "object") return storage;
  let known = storage;
  for (const [row, cell] of column.values.entries()) {
    if (cell === null || Number.isNaN(cell)) continue;
    const kind = typeof cell === "string" ? "text" : typeof cell === "boolean" ? "boolean" : undefined;
    known ??= kind;
    if (kind === undefined || kind !== known) {
      throw new UserError("Column mixes types, which Parquet does not support", {
        file: path,
        column: name,
        row: row + 1,
        expected: "only strings or only booleans, and missing values",
      });
    }
  }
  return known;
}

function physicalType(storage: Storage | undefined): ParquetType {
  switch (storage) {
    case "double":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "int64":
    case "uint64":
      return "INT64";
    default:
      return "BYTE_ARRAY";
  }
}

function checkSameColumns(columns: readonly OutputColumn[], table: Table, path: string): void {
  const same = (column: OutputColumn, index: number) => {
    const reference = table.references[index];
    return reference.name === column.name && reference.dtype === column.dtype;
  };
  if (table.references.length === columns.length && columns.every(same)) return;
  const listed = columns.map((column) => `${column.name}: ${column.dtype}`).join(", ");
  throw new UserError("Tables have different columns", {
    file: path,
    expected: `columns ${listed}`,
  });
}

function schemaOf(columns: readonly OutputColumn[]): SchemaElement[] {
  return [
    { name: "schema", num_children: columns.length },
    ...columns.map(({ name, storage }): SchemaElement => {
      const type = physicalType(storage);
      const converted = storage === "uint64" ? "UINT_64" : type === "BYTE_ARRAY" ? "UTF8" : undefined;
      return { name, type, repetition_type: "OPTIONAL", ...(converted && { converted_type: converted }) };
    }),
  ];
}

/** The note that lets pandas restore its types and know that there is no index column. */
function pandasMetadata(columns: readonly OutputColumn[]): string {
  return JSON.stringify({
    index_columns: [],
    column_indexes: [],
    columns: columns.map(({ name, dtype, storage }) => ({
      name,
      field_name: name,
      pandas_type: dtype === "object" ? (storage === "boolean" ? "mixed" : "unicode") : dtype,
      numpy_type: dtype,
      metadata: null,
    })),
    partition_columns: [],
    creator: { library: "mlebench", version: "1" },
    pandas_version: "2.2.0",
  });
}

function writeChunk(
  bytes: ByteWriter,
  { name, storage }: OutputColumn,
  column: Column,
  start: number,
  end: number,
): ColumnChunk {
  const offset = bytes.offset;
  let uncompressed = 0;
  let missing = 0;
  for (let from = start; from < end; from += pageRows) {
    const to = Math.min(from + pageRows, end);
    const present = presenceOf(column, from, to);
    const count = present === undefined ? to - from : present.reduce((total, flag) => total + flag, 0);
    missing += to - from - count;
    const levels = encodeLevels(present, to - from);
    const values = encodeValues(storage, column, from, to, present, count);
    const page = new Uint8Array(levels.length + values.length);
    page.set(levels);
    page.set(values, levels.length);
    const compressed = snappyCompress(page);
    const before = bytes.offset;
    writePageHeader(bytes, {
      type: "DATA_PAGE",
      uncompressed_page_size: page.length,
      compressed_page_size: compressed.length,
      data_page_header: {
        num_values: to - from,
        encoding: "PLAIN",
        definition_level_encoding: "RLE",
        repetition_level_encoding: "RLE",
      },
    });
    uncompressed += bytes.offset - before + page.length;
    bytes.appendBytes(compressed);
  }
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type: physicalType(storage),
      encodings: ["PLAIN", "RLE"],
      path_in_schema: [name],
      codec: "SNAPPY",
      num_values: BigInt(end - start),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(bytes.offset - offset),
      data_page_offset: BigInt(offset),
      statistics: { null_count: BigInt(missing) },
    },
  };
}

/** 1 where a row has a value; undefined when all have one. */
function presenceOf(column: Column, start: number, end: number): Uint8Array | undefined {
  if (column.dtype !== "float64" && column.dtype !== "object") return undefined;
  const present = new Uint8Array(end - start);
  let count = 0;
  for (let i = start; i < end; i++) {
    const value = column.values[i];
    if (value === null || Number.isNaN(value)) continue;
    present[i - start] = 1;
    count++;
  }
  return count === present.length ? undefined : present;
}

/** Definition levels with their length before them: one run when nothing is missing, else packed bits. */
function encodeLevels(present: Uint8Array | undefined, rows: number): Uint8Array {
  const body: number[] = [];
  const appendVarint = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) body.push((rest % 128) + 128);
    body.push(rest);
  };
  if (present === undefined) {
    appendVarint(rows * 2);
    body.push(1);
  } else {
    const groups = Math.ceil(rows / 8);
    appendVarint(groups * 2 + 1);
    for (let group = 0; group < groups; group++) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit++) byte |= (present[group * 8 + bit] ?? 0) << bit;
      body.push(byte);
    }
  }
  const levels = new Uint8Array(4 + body.length);
  new DataView(levels.buffer).setUint32(0, body.length, true);
  levels.set(body, 4);
  return levels;
}

function encodeValues(
  storage: Storage | undefined,
  column: Column,
  start: number,
  end: number,
  present: Uint8Array | undefined,
  count: number,
): Uint8Array {
  if (storage === "boolean") return encodeBooleans(column, start, end, present, count);
  if (column.dtype === "object" || column.dtype === "bool") return encodeTexts(column, start, end);
  const { values } = column;
  if (storage !== "double" && values instanceof Float64Array) return safeIntegerBytes(values, start, end);
  if (present === undefined) {
    return new Uint8Array(values.buffer, values.byteOffset + start * 8, (end - start) * 8);
  }
  const kept = new Float64Array(count);
  let next = 0;
  for (let i = start; i < end; i++) if (present[i - start] === 1) kept[next++] = values[i] as number;
  return new Uint8Array(kept.buffer);
}

function encodeBooleans(
  column: Column,
  start: number,
  end: number,
  present: Uint8Array | undefined,
  count: number,
): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  let next = 0;
  for (let i = start; i < end; i++) {
    if (present !== undefined && present[i - start] === 0) continue;
    const value = column.values[i];
    if (value === 1 || value === true) bytes[next >> 3] |= 1 << (next & 7);
    next++;
  }
  return bytes;
}

function encodeTexts({ values }: Column, start: number, end: number): Uint8Array {
  const texts: Uint8Array[] = [];
  let length = 0;
  for (let i = start; i < end; i++) {
    const cell = values[i];
    if (typeof cell !== "string") continue;
    const text = encoder.encode(cell);
    texts.push(text);
    length += 4 + text.length;
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let position = 0;
  for (const text of texts) {
    view.setUint32(position, text.length, true);
    bytes.set(text, position + 4);
    position += 4 + text.length;
  }
  return bytes;
}
