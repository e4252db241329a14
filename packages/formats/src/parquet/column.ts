import type { Cell, Column, Dtype } from "@mlebench/table";
import type { FileMetaData, SchemaElement } from "hyparquet";
import { type ColumnShape, type Page, type PageValues, pagesOf } from "./pages.js";

/** How a column is stored, before missing values decide its pandas type. */
export type StoredType = "int32" | "uint32" | "int64" | "uint64" | "float64" | "bool" | "text";

/**
 * How a column is stored, or undefined when a table cannot hold it: pandas would keep 32-bit floats, dates, times,
 * decimals, raw bytes and nested values in types of their own.
 */
export function storedTypeOf({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): StoredType | undefined {
  const integer = logical?.type === "INTEGER" ? logical : undefined;
  const unsigned = integer !== undefined ? !integer.isSigned : converted?.startsWith("UINT_") === true;
  const annotated = logical !== undefined || converted !== undefined;
  const isInteger =
    integer !== undefined ||
    converted?.startsWith("INT_") === true ||
    converted?.startsWith("UINT_") === true;
  switch (type) {
    case "INT32":
      return annotated && !isInteger ? undefined : unsigned ? "uint32" : "int32";
    case "INT64":
      return annotated && !isInteger ? undefined : unsigned ? "uint64" : "int64";
    case "DOUBLE":
      return annotated ? undefined : "float64";
    case "BOOLEAN":
      return annotated ? undefined : "bool";
    case "BYTE_ARRAY":
      return converted === "UTF8" || logical?.type === "STRING" ? "text" : undefined;
    default:
      return undefined;
  }
}

/** The type pandas gives a column: integers with a missing value become floats, booleans become objects. */
export function pandasTypeOf(stored: StoredType, hasMissing: boolean): Dtype {
  switch (stored) {
    case "text":
      return "object";
    case "bool":
      return hasMissing ? "object" : "bool";
    case "float64":
      return "float64";
    case "uint64":
      return hasMissing ? "float64" : "uint64";
    default:
      return hasMissing ? "float64" : "int64";
  }
}

/** A column of an open file. */
export interface StoredColumn {
  readonly name: string;
  readonly index: number;
  readonly stored: StoredType;
  readonly shape: ColumnShape;
}

/** All pages of a column, over all row groups. */
export function* allPages(file: number, metadata: FileMetaData, column: StoredColumn): Generator<Page> {
  for (const group of metadata.row_groups) {
    const chunk = group.columns[column.index]?.meta_data;
    if (chunk === undefined) throw new Error(`a row group has no column "${column.name}"`);
    let rows = 0;
    for (const page of pagesOf(file, chunk, column.shape)) {
      rows += page.rows;
      yield page;
    }
    if (rows !== Number(group.num_rows)) {
      throw new Error(`column "${column.name}" has ${rows} values in a group of ${group.num_rows} rows`);
    }
  }
}

/** Whether any value is missing: from the file's statistics, else by reading the column. */
export function hasMissing(file: number, metadata: FileMetaData, column: StoredColumn): boolean {
  if (!column.shape.optional) return false;
  const counts = metadata.row_groups.map(
    (group) => group.columns[column.index]?.meta_data?.statistics?.null_count,
  );
  if (counts.every((count) => count !== undefined)) return counts.some((count) => count > 0n);
  for (const page of allPages(file, metadata, column)) if (page.present !== undefined) return true;
  return false;
}

/** Collects values into the typed array of a pandas type. */
interface Builder {
  put(page: Page, row: number, value: number, count: number): void;
  finish(): Column;
}

/** Hands out a column piece by piece, whatever its row groups and pages are. */
export function columnCursor(
  pages: Iterator<Page>,
  stored: StoredType,
  dtype: Dtype,
): (count: number) => Column {
  let page: Page | undefined;
  let row = 0;
  let value = 0;
  return (count) => {
    const builder = builderOf(stored, dtype, count);
    for (let missing = count; missing > 0; ) {
      if (page === undefined || row === page.rows) {
        const next = pages.next();
        if (next.done === true) throw new Error("a column ends before its last row");
        page = next.value;
        row = 0;
        value = 0;
      }
      const step = Math.min(missing, page.rows - row);
      builder.put(page, row, value, step);
      value += page.present === undefined ? step : countPresent(page.present, row, row + step);
      row += step;
      missing -= step;
    }
    return builder.finish();
  };
}

function countPresent(present: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) count += present[i];
  return count;
}

function builderOf(stored: StoredType, dtype: Dtype, count: number): Builder {
  if (stored === "text") return objectBuilder(count, textsOf);
  if (stored === "bool") return dtype === "bool" ? flagBuilder(count) : objectBuilder(count, booleansOf);
  if (stored === "uint64" && dtype === "uint64") return unsignedBuilder(count);
  return numberBuilder(count, stored, dtype === "float64");
}

/** Calls `put(row of the piece, position among the values)` for each row that has a value. */
function eachValue(
  page: Page,
  row: number,
  value: number,
  count: number,
  put: (i: number, at: number) => void,
): void {
  const { present, indexes } = page;
  let next = value;
  for (let i = 0; i < count; i++) {
    if (present !== undefined && present[row + i] === 0) continue;
    put(i, indexes === undefined ? next : indexes[next]);
    next++;
  }
}

function fixed(values: PageValues, width: 4 | 8): Uint8Array<ArrayBuffer> {
  if (values.kind !== "fixed" || values.width !== width)
    throw new Error("a page holds values of an unexpected type");
  return values.bytes;
}

function numberBuilder(count: number, stored: StoredType, float: boolean): Builder {
  const numbers = new Float64Array(count);
  let exact: BigInt64Array | undefined;
  let filled = 0;
  // Missing values exist only where the type is float.
  if (float) numbers.fill(Number.NaN);

  const putPlain = (page: Page, value: number, length: number): boolean => {
    const isOther = stored !== "float64" && (stored !== "int64" || exact !== undefined);
    if (isOther || page.present !== undefined || page.indexes !== undefined) return false;
    const bytes = fixed(page.values, 8);
    if (stored === "float64") {
      numbers.set(new Float64Array(bytes.buffer, bytes.byteOffset + value * 8, length), filled);
      return true;
    }
    const halves = new Int32Array(bytes.buffer, bytes.byteOffset + value * 8, length * 2);
    return putSafeIntegers(halves, numbers, filled);
  };

  return {
    put(page, row, value, length) {
      const at = filled;
      if (putPlain(page, value, length)) {
        filled += length;
        return;
      }
      if (stored === "float64") {
        const bytes = fixed(page.values, 8);
        const source = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
        eachValue(page, row, value, length, (i, from) => {
          numbers[at + i] = source[from];
        });
      } else if (stored === "int32" || stored === "uint32") {
        const bytes = fixed(page.values, 4);
        const Source = stored === "int32" ? Int32Array : Uint32Array;
        const source = new Source(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
        eachValue(page, row, value, length, (i, from) => {
          numbers[at + i] = source[from];
        });
      } else {
        const bytes = fixed(page.values, 8);
        const low = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
        const high =
          stored === "uint64" ? low : new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
        let unsafe = exact !== undefined;
        eachValue(page, row, value, length, (i, from) => {
          const number = high[2 * from + 1] * 4294967296 + low[2 * from];
          if (number > Number.MAX_SAFE_INTEGER || number < Number.MIN_SAFE_INTEGER) unsafe = true;
          numbers[at + i] = number;
        });
        if (unsafe && !float) {
          exact ??= BigInt64Array.from({ length: count }, (_, i) => (i < at ? BigInt(numbers[i]) : 0n));
          const target = exact;
          const source = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
          eachValue(page, row, value, length, (i, from) => {
            target[at + i] = source[from];
          });
        }
      }
      filled += length;
    },
    finish: () =>
      float ? { dtype: "float64", values: numbers } : { dtype: "int64", values: exact ?? numbers },
  };
}

/**
 * Integers of 64 bits, of which the low half comes first. A loop of its own: several times as fast.
 * @returns whether doubles hold all of them
 */
function putSafeIntegers(halves: Int32Array, numbers: Float64Array, at: number): boolean {
  for (let i = 0; i < halves.length; i += 2) {
    const high = halves[i + 1];
    // Safe integers lie between -2^53 and 2^53, both excluded; the high half of 2^53 is 0x200000.
    if (high >= 0x200000 || high < -0x200000 || (high === -0x200000 && halves[i] === 0)) return false;
    numbers[at + (i >> 1)] = high * 4294967296 + (halves[i] >>> 0);
  }
  return true;
}

function unsignedBuilder(count: number): Builder {
  const values = new BigUint64Array(count);
  let filled = 0;
  return {
    put(page, row, value, length) {
      const bytes = fixed(page.values, 8);
      const source = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
      const at = filled;
      eachValue(page, row, value, length, (i, from) => {
        values[at + i] = source[from];
      });
      filled += length;
    },
    finish: () => ({ dtype: "uint64", values }),
  };
}

function flagBuilder(count: number): Builder {
  const flags = new Uint8Array(count);
  let filled = 0;
  return {
    put(page, row, value, length) {
      const flagOf = flagReader(page.values);
      const at = filled;
      eachValue(page, row, value, length, (i, from) => {
        flags[at + i] = flagOf(from);
      });
      filled += length;
    },
    finish: () => ({ dtype: "bool", values: flags }),
  };
}

function flagReader(values: PageValues): (at: number) => number {
  if (values.kind === "bits") return (at) => (values.bytes[at >> 3] >> (at & 7)) & 1;
  if (values.kind === "flags") return (at) => values.flags[at];
  throw new Error("a page holds values of an unexpected type");
}

function objectBuilder(count: number, reader: (values: PageValues) => (at: number) => Cell): Builder {
  const cells = new Array<Cell>(count).fill(null);
  let filled = 0;
  return {
    put(page, row, value, length) {
      const cellOf = reader(page.values);
      const at = filled;
      eachValue(page, row, value, length, (i, from) => {
        cells[at + i] = cellOf(from);
      });
      filled += length;
    },
    finish: () => ({ dtype: "object", values: cells }),
  };
}

function textsOf(values: PageValues): (at: number) => Cell {
  if (values.kind !== "text") throw new Error("a page holds values of an unexpected type");
  return (at) => values.texts[at];
}

function booleansOf(values: PageValues): (at: number) => Cell {
  const flagOf = flagReader(values);
  return (at) => flagOf(at) === 1;
}
