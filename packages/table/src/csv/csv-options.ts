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
  /** Bytes of the file to hold in memory; a larger file is read again where needed. @default half of what there is */
  memory?: number;
  /** From so many bytes on, a file is read in several threads and not held in memory. @default 16 MiB */
  largeFrom?: number;
  /** How many threads read a large file; the same table comes out with any number. @default `threadShare` */
  threads?: number;
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
  /** How many threads write rows of a file that is not in memory; the same bytes come out with any number. @default `threadShare` */
  threads?: number;
  /** From so many bytes on, several threads write. @default 64 MiB */
  largeFrom?: number;
  /** Bytes of such rows that are held at a time, twice. @default an eighth of the file, from 16 to 256 MiB */
  gatherWindow?: number;
  /**
   * A line by itself is read as fast as so many bytes at once. Where the rows of a window are fewer in a part of the
   * file, only their lines are read. @default 16 KiB
   */
  bytesPerRead?: number;
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
