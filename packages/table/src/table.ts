import {
  GraderError,
  InvalidSubmissionError,
  type MlebenchError,
  quoteName,
  quoteNames,
  UserError,
} from "@mlebench/core";
import { columnStrings } from "./columns/cell-text.js";
import type { Cell, Column, Dtype } from "./columns/column.js";
import {
  type Assignable,
  type ColumnData,
  type ColumnReference,
  columnData,
  decodeReference,
} from "./columns/column-reference.js";
import { type Categories, decodeCategories } from "./csv/decode-column.js";
import { isAscending } from "./csv/row-order.js";
import { eachPassing, type TextFilter, textFilter } from "./csv/text-filter.js";
import { plainNumber } from "./numbers/plain-number.js";
import { sortRows } from "./rows/sort.js";

/** Where a table is from. The role decides which kind of error a wrong column is. */
export interface Origin {
  role: "submission" | "answers" | "raw";
  file?: string;
}

/**
 * An immutable table with pandas' column types. Choosing rows and columns copies nothing: cells stay in the file's
 * bytes until a column is asked for or the table is written.
 */
export class Table {
  readonly references: readonly ColumnReference[];
  readonly length: number;
  readonly origin: Origin;
  private readonly decoded = new Map<ColumnReference, Column>();

  constructor(references: readonly ColumnReference[], length: number, origin: Origin) {
    this.references = references;
    this.length = length;
    this.origin = origin;
  }

  get names(): readonly string[] {
    return this.references.map((reference) => reference.name);
  }

  has(name: string): boolean {
    return this.references.some((reference) => reference.name === name);
  }

  /**
   * An error about this table: an InvalidSubmissionError, a GraderError or a UserError, by the role of its origin.
   */
  error(
    message: string,
    details: { row?: number; column?: string; expected?: string; hint?: string } = {},
  ): MlebenchError {
    const row = details.row === undefined ? undefined : this.fileRow(details.row - 1, details.column) + 1;
    const located = { ...details, row };
    const { file, role } = this.origin;
    if (role === "submission") return new InvalidSubmissionError(message, located);
    return new (role === "answers" ? GraderError : UserError)(message, { file, ...located });
  }

  /**
   * The row of the file that a row of this table is, where rows have been chosen or reordered since it was read.
   * @param row counted from 0, as the result
   * @param column the column that is meant, where columns come from several files
   */
  fileRow(row: number, column?: string): number {
    const reference = this.references.find(({ name }) => name === column) ?? this.references[0];
    return reference?.rows === undefined ? row : reference.rows[row];
  }

  /** Row positions in an order in which the file of a column is read once, where it is not in memory. */
  inReadingOrder(name: string): Uint32Array {
    const { data, rows } = this.reference(name);
    if (data.kind === "source" && !data.source.resident && rows !== undefined)
      return data.source.inSegmentOrder(rows);
    return Uint32Array.from({ length: this.length }, (_, row) => row);
  }

  /** A filter that lets all values of a column pass; undefined where they are not texts of a file, or one is missing. */
  textFilter(name: string): TextFilter | undefined {
    const { data, rows, dtype } = this.reference(name);
    if (!isOfTexts(data, dtype) || (this.column(name).values as readonly Cell[]).includes(null))
      return undefined;
    return textFilter(data.source, data.index, rows);
  }

  /**
   * Visits those of some rows with a value in a column that a filter lets pass, if the column is texts of a file.
   * @param visit gets the row's position, and the cell as it is in the file, also where that means a missing value
   * @returns false, having visited none, where the column is something else
   */
  eachPassing(
    name: string,
    positions: Uint32Array,
    filter: TextFilter,
    visit: (position: number, text: string) => void,
  ): boolean {
    const { data, rows, dtype } = this.reference(name);
    if (!isOfTexts(data, dtype)) return false;
    const inFile = rows === undefined ? positions : positions.map((position) => rows[position]);
    eachPassing(data.source, data.index, inFile, filter, (at, text) => visit(positions[at], text));
    return true;
  }

  private reference(name: string): ColumnReference {
    const reference = this.references.find((candidate) => candidate.name === name);
    if (reference !== undefined) return reference;
    throw this.error(`Missing column: ${quoteName(name)}`, {
      hint: `The file has ${this.names.length === 0 ? "no columns" : quoteNames(this.names)}.`,
    });
  }

  /** @throws an error that names the column when it is not there */
  dtype(name: string): Dtype {
    return this.reference(name).dtype;
  }

  /** Values of a column, in the table's row order. */
  column(name: string): Column {
    return this.decodeOnce(this.reference(name));
  }

  /** The same by position. */
  columnAt(index: number): Column {
    return this.decodeOnce(this.references[index]);
  }

  private decodeOnce(reference: ColumnReference): Column {
    const known = this.decoded.get(reference);
    if (known !== undefined) return known;
    const column = decodeReference(reference, this.length);
    this.decoded.set(reference, column);
    return column;
  }

  /** Values of a numeric or boolean column; NaN where missing. Integers beyond 2^53 are rounded to doubles. */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    if (column.dtype === "object") {
      const text = firstNonNumber(column.values);
      const row = text === -1 ? column.values.indexOf(null) : text;
      const at = row === -1 ? undefined : row + 1;
      throw this.error(text === -1 ? "Missing value" : "Invalid number", {
        column: name,
        row: at,
        expected: "a number in every row",
      });
    }
    if (column.values instanceof Float64Array) return column.values;
    return Float64Array.from(column.values as ArrayLike<number | bigint>, Number);
  }

  /**
   * Values of a column as text, as Python's `str` gives them.
   * @param options what a missing value is; pandas' `astype(str)` has "nan", `fillna("")` nothing. @default null
   */
  strings(name: string, options: { missing: string }): readonly string[];
  strings(name: string): readonly (string | null)[];
  strings(name: string, { missing }: { missing?: string } = {}): readonly (string | null)[] {
    const strings = columnStrings(this.column(name));
    return missing === undefined ? strings : strings.map((text) => text ?? missing);
  }

  /**
   * The same as numbers of different texts, in the order of their first appearance, for a column with few of them and too
   * many rows for a string each.
   */
  categories(name: string): Categories {
    const { data, rows, dtype } = this.reference(name);
    if (isOfTexts(data, dtype) && (rows === undefined || isAscending(rows)))
      return decodeCategories(data.source, data.index, rows);
    const known = new Map<string | null, number>();
    const codes = Uint32Array.from(this.strings(name), (text) => {
      const code = known.get(text) ?? known.size;
      known.set(text, code);
      return code;
    });
    return { codes, texts: [...known.keys()] };
  }

  /** Rows by position, as pandas' `iloc`. */
  take(rows: ArrayLike<number>): Table {
    const picked = rows instanceof Uint32Array ? rows : Uint32Array.from(rows);
    const composed = new Map<Uint32Array | undefined, Uint32Array>();
    const references = this.references.map((reference) => {
      if (reference.data.kind === "constant") return reference;
      let next = composed.get(reference.rows);
      if (next === undefined) {
        next = compose(reference.rows, picked);
        composed.set(reference.rows, next);
      }
      return { ...reference, rows: next };
    });
    return new Table(references, picked.length, this.origin);
  }

  /** Rows for which `keep` is true; it gets the row's position. */
  filter(keep: (row: number) => boolean): Table {
    const rows = new Uint32Array(this.length);
    let count = 0;
    for (let row = 0; row < this.length; row++) if (keep(row)) rows[count++] = row;
    return this.take(rows.slice(0, count));
  }

  /** Rows with a value of `name` that, as text, is one of `values`. */
  whereIn(name: string, values: ReadonlySet<string>): Table {
    const texts = this.strings(name);
    return this.filter((row) => texts[row] !== null && values.has(texts[row] as string));
  }

  /** Only these columns, in this order. */
  select(...names: string[]): Table {
    return new Table(
      names.map((name) => this.reference(name)),
      this.length,
      this.origin,
    );
  }

  /** All columns but these. */
  drop(...names: string[]): Table {
    for (const name of names) this.reference(name);
    return new Table(
      this.references.filter((reference) => !names.includes(reference.name)),
      this.length,
      this.origin,
    );
  }

  rename(names: Readonly<Record<string, string>>): Table {
    const references = this.references.map((reference) => ({
      ...reference,
      name: names[reference.name] ?? reference.name,
    }));
    return new Table(references, this.length, this.origin);
  }

  /** Replaces columns in place, or adds them at the end. */
  assign(columns: Readonly<Record<string, Assignable>>): Table {
    const references = [...this.references];
    for (const [name, value] of Object.entries(columns)) {
      const data = columnData(value);
      const dtype =
        data.kind === "memory" ? data.column.dtype : data.kind === "constant" ? data.dtype : "object";
      if (data.kind === "memory" && data.column.values.length !== this.length) {
        throw new RangeError(
          `Column \`${name}\` has ${data.column.values.length} values for ${this.length} rows`,
        );
      }
      const next: ColumnReference = { name, dtype, data, rows: undefined };
      const at = references.findIndex((reference) => reference.name === name);
      if (at === -1) references.push(next);
      else references[at] = next;
    }
    return new Table(references, this.length, this.origin);
  }

  /** One value for all rows of several columns: pandas' `table[names] = value`. */
  fill(names: readonly string[], value: Exclude<Assignable, Column | readonly string[]>): Table {
    return this.assign(Object.fromEntries(names.map((name) => [name, value])));
  }

  /** Ascending by one column or several, missing values last, as pandas' `sort_values`. */
  sortBy(...names: string[]): Table {
    return this.take(this.sortOrder(...names));
  }

  /** Row positions in the order of {@link sortBy}. */
  sortOrder(...names: string[]): Uint32Array {
    return sortRows(
      names.map((name) => ({ name, column: this.column(name) })),
      this,
    );
  }
}

/** A table from columns in memory, all of the same length; a list of text is an object column. */
export function tableFromColumns(
  columns: Readonly<Record<string, Column | readonly string[]>>,
  origin: Origin = { role: "raw" },
): Table {
  const entries = Object.entries(columns).map(([name, values]): [string, Column] => [
    name,
    "dtype" in values ? values : { dtype: "object", values },
  ]);
  const length = entries[0]?.[1].values.length ?? 0;
  const references = entries.map(([name, column]) => {
    if (column.values.length !== length) {
      throw new RangeError(
        `Column \`${name}\` has ${column.values.length} values, \`${entries[0][0]}\` has ${length}`,
      );
    }
    return { name, dtype: column.dtype, data: { kind: "memory", column }, rows: undefined } as const;
  });
  return new Table(references, length, origin);
}

/**
 * Where a column that should hold numbers holds text, -1 if nowhere. One such cell makes text of all of them, so the
 * first that reads like no number is named; failing that, the first text.
 */
export function firstNonNumber(values: readonly Cell[]): number {
  const isText = (cell: Cell): cell is string => typeof cell === "string";
  const culprit = values.findIndex((cell) => isText(cell) && plainNumber(cell) === undefined);
  return culprit === -1 ? values.findIndex(isText) : culprit;
}

/** The same table with another origin for its errors. */
export function withOrigin(table: Table, origin: Origin): Table {
  return new Table(table.references, table.length, origin);
}

function compose(rows: Uint32Array | undefined, picked: Uint32Array): Uint32Array {
  if (rows === undefined) return picked;
  const composed = new Uint32Array(picked.length);
  for (let i = 0; i < picked.length; i++) composed[i] = rows[picked[i]];
  return composed;
}

/** Whether a column is text in every row of a file. */
function isOfTexts(data: ColumnData, dtype: Dtype): data is ColumnData & { kind: "source" } {
  return dtype === "object" && data.kind === "source" && data.source.columns[data.index].chunks === undefined;
}
