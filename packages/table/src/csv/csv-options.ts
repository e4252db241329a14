import type { FloatParser } from "../numbers/float-parsers.js";
import type { Separator } from "./row-tokenizer.js";

/** How the text of a CSV is meant. */
export interface CsvTextOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /** How pandas is told to read floats. @default "round-trip" */
  floatParser?: FloatParser;
}

export interface CsvSourceOptions extends CsvTextOptions {
  /** Bytes of the file to hold in memory; a larger file is read again where needed. @default half of the machine's */
  memory?: number;
  /** Bytes read at a time. */
  segmentSize?: number;
}

export interface CsvWriteOptions {
  /** What stands between cells. @default "," */
  separator?: Separator;
  /**
   * Which cells stand in quotes: "minimal", those that need it; "nonnumeric", all but numbers and booleans, missing
   * values included, as Python's `csv.QUOTE_NONNUMERIC` has it. @default "minimal"
   */
  quoting?: Quoting;
}

/** Which cells of a CSV stand in quotes. */
export type Quoting = "minimal" | "nonnumeric";

/** Options of writing with their defaults filled in. */
export type CsvDialect = Required<CsvWriteOptions>;

export function csvDialect({ separator = ",", quoting = "minimal" }: CsvWriteOptions = {}): CsvDialect {
  return { separator, quoting };
}
