import { UserError } from "@mlebench/core";
import type { PythonJson, PythonJsonObject } from "./python-json.js";

/** Values of a column: ints are bigints, floats numbers, NaN is missing. */
export type RecordColumn = readonly PythonJson[];

/**
 * A table of JSON records, as pandas' `DataFrame(records)` is one: columns in the order of their first appearance, with
 * pandas' types. Cells of text columns may be lists and objects as well. Immutable.
 */
export class RecordTable {
  constructor(
    private readonly columns: ReadonlyMap<string, RecordColumn>,
    readonly length: number,
  ) {}

  get names(): readonly string[] {
    return [...this.columns.keys()];
  }

  /** @throws UserError if it is missing */
  column(name: string): RecordColumn {
    const column = this.columns.get(name);
    if (column !== undefined) return column;
    throw new UserError(`Missing column: \`${name}\``, { expected: this.names.join(", ") });
  }

  /** Rows by position. */
  take(rows: ArrayLike<number>): RecordTable {
    const picked = Array.from(rows);
    return this.mapped((values) => picked.map((row) => values[row]), picked.length);
  }

  /** Rows for which `keep` is true. */
  filter(keep: (row: number) => boolean): RecordTable {
    return this.take(Array.from({ length: this.length }, (_, row) => row).filter(keep));
  }

  select(...names: string[]): RecordTable {
    return new RecordTable(new Map(names.map((name) => [name, this.column(name)])), this.length);
  }

  drop(...names: string[]): RecordTable {
    for (const name of names) this.column(name);
    return this.select(...this.names.filter((name) => !names.includes(name)));
  }

  /** Replaces columns in place, or adds them at the end. */
  assign(columns: Readonly<Record<string, RecordColumn>>): RecordTable {
    for (const [name, values] of Object.entries(columns)) {
      if (values.length !== this.length)
        throw new RangeError(`Column \`${name}\` has ${values.length} values for ${this.length} rows`);
    }
    return new RecordTable(new Map([...this.columns, ...Object.entries(columns)]), this.length);
  }

  /** Applies a function to every column. */
  mapped(change: (values: RecordColumn, name: string) => RecordColumn, length = this.length): RecordTable {
    return new RecordTable(
      new Map([...this.columns].map(([name, values]) => [name, change(values, name)])),
      length,
    );
  }

  /** One object per row with all columns: pandas' `to_dict(orient="records")`. None without columns. */
  *records(): Generator<PythonJsonObject> {
    if (this.columns.size === 0) return;
    const columns = [...this.columns];
    for (let row = 0; row < this.length; row++)
      yield new Map(columns.map(([name, values]) => [name, values[row]]));
  }
}

/**
 * The table that pandas' `DataFrame(records)` makes. Of the records, one at a time need be in memory. A key that some records lack is NaN there; ints next to floats or
 * missing values become floats.
 */
export function tableOfRecords(records: Iterable<PythonJsonObject>): RecordTable {
  const columns = new Map<string, PythonJson[]>();
  let length = 0;
  const fill = (column: PythonJson[]): void => {
    while (column.length < length) column.push(Number.NaN);
  };
  for (const record of records) {
    for (const [name, value] of record) {
      const column = columns.get(name) ?? [];
      if (column.length === 0) columns.set(name, column);
      fill(column);
      column.push(value);
    }
    length++;
  }
  for (const column of columns.values()) fill(column);
  return new RecordTable(new Map([...columns].map(([name, values]) => [name, typedColumn(values)])), length);
}

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

/** Numbers of several kinds become floats; all else stays as it is. */
function typedColumn(values: RecordColumn): RecordColumn {
  let hasFloats = false;
  let hasNull = false;
  let hasNumbers = false;
  let hasNegative = false;
  let hasUnsigned = false;
  for (const value of values) {
    if (typeof value === "bigint") {
      hasNumbers = true;
      if (value < 0n) hasNegative = true;
      if (value > maxInt64) hasUnsigned = true;
      if (value > maxUint64 || value < minInt64) return values;
    } else if (typeof value === "number") hasFloats = true;
    else if (value === null) hasNull = true;
    else return values;
  }
  if (hasNegative && hasUnsigned) return values;
  if (!hasFloats && !(hasNull && hasNumbers)) return values;
  return values.map((value) => (value === null ? Number.NaN : Number(value)));
}
