import { openSync, renameSync, rmSync, writeSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { closeOnce, temporaryName } from "@mlebench/disk";
import type { Column, Table } from "@mlebench/table";
import type { ColumnChunk, ParquetType, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { pageContent, type Storage } from "./page-content.js";
import { compressSnappy } from "./snappy.js";

const groupRows = 1 << 20;
const pageRows = 1 << 17;

interface OutputColumn {
  readonly name: string;
  readonly dtype: Column["dtype"];
  /** Unknown for an object column until its first value. */
  storage: Storage | undefined;
}

/** A Parquet file while it is written. */
export interface ParquetFileWriter {
  /**
   * Appends rows, which fill row groups of their own. Every table has the same columns and types.
   * @throws UserError when a column mixes types, or the table does not match those before
   */
  write(table: Table): void;
  /**
   * Writes the rest and gives the file its name.
   * @throws UserError when no table was written
   */
  close(): Promise<void>;
  /** Removes what was written. */
  discard(): void;
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
  const writer = openParquetWriter(path);
  try {
    for await (const table of isTable(tables) ? [tables] : tables) writer.write(table);
    await writer.close();
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/**
 * The same, table by table, for a caller that writes several files at once.
 * @throws UserError when the file cannot be written
 */
export function openParquetWriter(path: string): ParquetFileWriter {
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
  const { write, finish } = contentWriter(file, path);
  const end = closeOnce(file);
  return {
    write,
    async close() {
      await finish();
      end();
      renameSync(temporary, path);
    },
    discard() {
      end();
      rmSync(temporary, { force: true });
    },
  };
}

function isTable(tables: Table | Iterable<Table> | AsyncIterable<Table>): tables is Table {
  return "references" in tables;
}

/** Writes the content of the file; its schema and the places of its row groups are at its end. */
function contentWriter(
  file: number,
  path: string,
): { write: (table: Table) => void; finish: () => Promise<void> } {
  const bytes = new ByteWriter(1 << 20);
  const flush = () => {
    const pending = bytes.getBytes();
    for (let done = 0; done < pending.length; ) done += writeSync(file, pending, done);
    bytes.index = 0;
  };
  let columns: OutputColumn[] | undefined;
  let output: ParquetWriter | undefined;

  const write = (table: Table): void => {
    columns ??= table.references.map(({ name, dtype }) => ({ name, dtype, storage: storageOf(dtype) }));
    output ??= new ParquetWriter({ writer: bytes, schema: [], createdBy: "mlebench" });
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
  };

  const finish = async (): Promise<void> => {
    if (output === undefined || columns === undefined)
      throw new UserError("No table to write", { file: path });
    output.schema = schemaOf(columns);
    output.kvMetadata = [{ key: "pandas", value: pandasMetadata(columns) }];
    for (const group of output.row_groups) {
      for (const [index, chunk] of group.columns.entries()) {
        if (chunk.meta_data !== undefined) chunk.meta_data.type = physicalType(columns[index].storage);
      }
    }
    await output.finish();
    flush();
  };
  return { write, finish };
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
    const page = pageContent(storage, column, from, to);
    missing += page.missing;
    const length = page.levels.length + page.values.length;
    const compressed = compressSnappy(page.levels, page.values);
    const before = bytes.offset;
    writePageHeader(bytes, {
      type: "DATA_PAGE",
      uncompressed_page_size: length,
      compressed_page_size: compressed.length,
      data_page_header: {
        num_values: to - from,
        encoding: "PLAIN",
        definition_level_encoding: "RLE",
        repetition_level_encoding: "RLE",
      },
    });
    uncompressed += bytes.offset - before + length;
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
