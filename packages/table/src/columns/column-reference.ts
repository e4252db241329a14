import type { CsvSource } from "../csv/csv-source.js";
import { decodeColumn } from "../csv/decode-column.js";
import { type Cell, type Column, type Dtype, takeColumn } from "./column.js";
import { type PackedTexts, unpackTexts } from "./packed-texts.js";

/** Where a column's values are: in a scanned file, in memory, or the same for every row. */
export type ColumnData =
  | { readonly kind: "source"; readonly source: CsvSource; readonly index: number }
  /** `texts` are the same values, where they are not strings before they are asked for. */
  | { readonly kind: "memory"; readonly column: Column; readonly texts?: PackedTexts }
  | { readonly kind: "constant"; readonly value: Cell; readonly dtype: Dtype };

/** A column of a table: its data, and which of the data's rows, in which order (undefined: all of them). */
export interface ColumnReference {
  readonly name: string;
  readonly dtype: Dtype;
  readonly data: ColumnData;
  readonly rows: Uint32Array | undefined;
}

/** A constant of a given type, where the type would not follow from the value: `{ constant: 1, dtype: "float64" }`. */
export interface TypedConstant {
  constant: Cell;
  dtype: Dtype;
}

/** What a new column can be made of: one value for all rows, or one value per row. */
export type Assignable = string | number | boolean | null | TypedConstant | Column | readonly string[];

/** Where the values of a new column are. */
export function columnData(value: Assignable): ColumnData {
  if (Array.isArray(value))
    return { kind: "memory", column: { dtype: "object", values: value as readonly string[] } };
  if (value !== null && typeof value === "object") {
    if ("constant" in value) return { kind: "constant", value: value.constant, dtype: value.dtype };
    return { kind: "memory", column: value as Column };
  }
  const constant = value as string | number | boolean | null;
  if (typeof constant === "number") {
    return { kind: "constant", value: constant, dtype: Number.isInteger(constant) ? "int64" : "float64" };
  }
  return { kind: "constant", value: constant, dtype: typeof constant === "boolean" ? "bool" : "object" };
}

/** The values of a column, in the order of its rows; `length` is that of its table. */
export function decodeReference({ data, rows }: ColumnReference, length: number): Column {
  if (data.kind === "source") return decodeColumn(data.source, data.index, rows);
  if (data.kind === "memory") {
    if (rows === undefined) return data.column;
    const { texts } = data;
    // For most rows, strings of all take less time than those of each row by itself.
    const isPart = texts !== undefined && rows.length * 2 < texts.offsets.length;
    return isPart ? unpackTexts(texts, rows) : takeColumn(data.column, rows);
  }
  const { value, dtype } = data;
  switch (dtype) {
    case "object":
      return { dtype, values: new Array<Cell>(length).fill(value) };
    case "bool":
      return { dtype, values: new Uint8Array(length).fill(value === true ? 1 : 0) };
    case "uint64":
      return { dtype, values: new BigUint64Array(length).fill(BigInt(value as number | bigint)) };
    default:
      return { dtype, values: new Float64Array(length).fill(value === null ? Number.NaN : Number(value)) };
  }
}
