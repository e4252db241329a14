import { type FloatFormat, FloatFormatter } from "../numbers/float-format.js";
import type { FloatParser } from "../numbers/float-parsers.js";
import type { Separator } from "./row-tokenizer.js";

/** How a CSV is read. */
export interface CsvTextOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /** Which of pandas' parsers reads floats. @default "round-trip" */
  floatParser?: FloatParser;
  /**
   * Columns that keep their cells as they are written, digits and leading zeros included, as with pandas' `dtype=str`.
   * Missing values are missing all the same.
   */
  strings?: readonly string[];
}

export interface CsvSourceOptions extends CsvTextOptions {
  /** Bytes of the file to hold in memory; a larger file is read again where needed. @default half of the machine's */
  memory?: number;
  /** Bytes read at a time. */
  segmentSize?: number;
  /** Rows that types are inferred from at a time; for tests of what lies on both sides. @default as pandas, see `rowsPerChunk` */
  chunkRows?: number;
  /**
   * Whether it is kept where every cell ends, at four bytes a cell, so that reading several columns need not split the
   * lines again. For files of commas that stay in memory. @default false
   */
  places?: boolean;
}

export interface CsvWriteOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /**
   * Which cells stand in quotes: "minimal", those that need it; "nonnumeric", all but numbers and booleans, missing
   * values included, as Python's `csv.QUOTE_NONNUMERIC` has it. @default "minimal"
   */
  quoting?: Quoting;
  /** How the values of float columns are printed. @default as Python prints them, see `formatFloat` */
  floatFormat?: FloatFormat;
  /**
   * Whether a column without a name comes first, with the row numbers of the file that the rows are from, counted from
   * 0, as pandas' `to_csv(index=True)` has it. @default false
   */
  index?: boolean;
}

/** Which cells of a CSV stand in quotes. */
export type Quoting = "minimal" | "nonnumeric";

/** How the cells of a CSV are written. */
export interface CsvDialect {
  separator: Separator;
  quoting: Quoting;
  /** Undefined where floats are printed as Python prints them. */
  floats: FloatFormatter | undefined;
}

export function csvDialect({
  separator = ",",
  quoting = "minimal",
  floatFormat,
}: CsvWriteOptions = {}): CsvDialect {
  return {
    separator,
    quoting,
    floats: floatFormat === undefined ? undefined : new FloatFormatter(floatFormat),
  };
}
