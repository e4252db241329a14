import { UserError } from "@mlebench/core";
import type { ColumnTable } from "arquero";
import type { Cell, Column, Dtype } from "./columns/column.js";
import { type Origin, Table } from "./table.js";

/** What arquero asks of a column that is not an array. */
interface ColumnView {
  readonly length: number;
  at(row: number): unknown;
}

type Values = ColumnView & (readonly unknown[] | ArrayLike<number | bigint> | ColumnView);

/**
 * Columns given to arquero. A Float64Array holds integers as well as floats; as long as arquero passes on
 * the same array (filter, orderby, select, rename, derive beside it), this does.
 */
const handedOut = new WeakMap<object, Column>();

/** Booleans of a byte column, without a copy. */
function booleans(column: Extract<Column, { dtype: "bool" }>): ColumnView & Iterable<boolean> {
  const { values } = column;
  return {
    length: values.length,
    at: (row) => values[row] === 1,
    *[Symbol.iterator]() {
      for (const value of values) yield value === 1;
    },
  };
}

/**
 * The table as an arquero table. Numbers are shared, not copied, so neither side may change them in place; integers
 * beyond 2^53 are bigints, missing numbers NaN, missing text null. arquero is imported at the first call.
 * @throws UserError when two columns have the same name, which arquero cannot hold
 */
export async function toArquero(table: Table): Promise<ColumnTable> {
  const { table: makeTable } = await import("arquero");
  const columns = new Map<string, Values>();
  for (const [index, name] of table.names.entries()) {
    if (columns.has(name)) {
      throw new UserError(`Duplicate column \`${name}\``, {
        file: table.origin.file,
        expected: "unique names",
      });
    }
    const column = table.columnAt(index);
    const values = column.dtype === "bool" ? booleans(column) : column.values;
    handedOut.set(values, column);
    columns.set(name, values as Values);
  }
  return makeTable(columns, [...table.names]);
}

export interface FromArqueroOptions {
  /** Types of columns that arquero computed, where they do not follow from the values. */
  readonly dtypes?: Readonly<Record<string, Dtype>>;
  readonly origin?: Origin;
}

/**
 * An arquero table, with its filter and order applied, as a table. A column that came from {@link toArquero} keeps its
 * type, and its memory where no rows were dropped or moved. Of a computed column, floating-point arrays are float64,
 * integer arrays int64; plain arrays become bool, int64 (safe integers or bigints only), float64 (numbers, holes
 * become NaN) or object, unless `dtypes` says otherwise.
 * @throws UserError when a value does not fit its column's type
 */
export function fromArquero(columns: ColumnTable, options: FromArqueroOptions = {}): Table {
  const rows = columns.isFiltered() || columns.isOrdered() ? Uint32Array.from(columns.indices()) : undefined;
  const references = columns.columnNames().map((name) => {
    const values = columns.column(name) as Values;
    const column = convert(name, values, rows, options.dtypes?.[name]);
    return { name, dtype: column.dtype, data: { kind: "memory", column } as const, rows: undefined };
  });
  return new Table(references, columns.numRows(), options.origin ?? { role: "raw" });
}

function convert(
  name: string,
  values: Values,
  rows: Uint32Array | undefined,
  wanted: Dtype | undefined,
): Column {
  const known = handedOut.get(values);
  if (known !== undefined && rows === undefined && (wanted === undefined || wanted === known.dtype))
    return known;
  const length = rows?.length ?? values.length;
  const at = (row: number): unknown => values.at(rows === undefined ? row : rows[row]);
  const dtype = wanted ?? known?.dtype ?? inferDtype(values, length, at);
  switch (dtype) {
    case "float64":
      return { dtype, values: fill(new Float64Array(length), (row) => numberOf(name, row, at(row))) };
    case "bool":
      return { dtype, values: fill(new Uint8Array(length), (row) => flagOf(name, row, at(row))) };
    case "uint64":
      return {
        dtype,
        values: fill(new BigUint64Array(length), (row) => integerOf(name, row, at(row), "uint64")),
      };
    case "int64":
      return integers(name, length, at);
    default:
      return { dtype, values: Array.from({ length }, (_, row) => cellOf(name, row, at(row))) };
  }
}

function fill<T extends { [index: number]: V; readonly length: number }, V>(
  values: T,
  make: (row: number) => V,
): T {
  const target: { [index: number]: V } = values;
  for (let row = 0; row < values.length; row++) target[row] = make(row);
  return values;
}

function inferDtype(values: Values, length: number, at: (row: number) => unknown): Dtype {
  if (values instanceof Float64Array || values instanceof Float32Array) return "float64";
  if (values instanceof BigUint64Array) return "uint64";
  if (ArrayBuffer.isView(values)) return "int64";
  const kinds = new Set<string>();
  for (let row = 0; row < length; row++) kinds.add(kindOf(at(row)));
  const only = (...allowed: string[]) => [...kinds].every((kind) => allowed.includes(kind));
  if (kinds.size === 0) return "object";
  if (only("boolean")) return "bool";
  if (only("integer")) return "int64";
  if (only("integer", "float", "missing") && (kinds.has("integer") || kinds.has("float"))) return "float64";
  return "object";
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  if (typeof value === "bigint") return "integer";
  if (typeof value !== "number") return typeof value;
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? "integer" : "float";
}

function integers(name: string, length: number, at: (row: number) => unknown): Column {
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = at(row);
    const number = typeof value === "bigint" ? Number(value) : value;
    if (!Number.isSafeInteger(number)) {
      return {
        dtype: "int64",
        values: fill(new BigInt64Array(length), (each) => integerOf(name, each, at(each), "int64")),
      };
    }
    numbers[row] = number as number;
  }
  return { dtype: "int64", values: numbers };
}

function integerOf(name: string, row: number, value: unknown, dtype: "int64" | "uint64"): bigint {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  const whole = isWhole ? BigInt(value as bigint | number) : undefined;
  const fits =
    whole !== undefined &&
    whole === (dtype === "int64" ? BigInt.asIntN(64, whole) : BigInt.asUintN(64, whole));
  if (!fits) throw misfit(name, row, dtype === "int64" ? "a 64-bit integer" : "an unsigned 64-bit integer");
  return whole;
}

function numberOf(name: string, row: number, value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw misfit(name, row, "a number");
}

function flagOf(name: string, row: number, value: unknown): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw misfit(name, row, "true or false");
}

function cellOf(name: string, row: number, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean"
  ) {
    return value;
  }
  throw misfit(name, row, "text, a number, a boolean or nothing");
}

function misfit(column: string, row: number, expected: string): UserError {
  return new UserError("Invalid value in the arquero table", {
    column,
    row: row + 1,
    expected,
  });
}
