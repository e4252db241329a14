import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type ErrorDetails, GraderError, isMlebenchError } from "@mlebench/core";
import { type Column, isMissing } from "../columns/column.js";
import { CsvError } from "../csv/csv-error.js";
import { readCsv } from "../csv/read-csv.js";
import { readPlainCsv } from "../csv/read-plain-csv.js";
import { firstNonNumber, type Table } from "../table.js";

/** What a grader needs of its answers. Columns that are not listed are not looked at. */
export interface AnswersSchema {
  /** Column that names a row, or that ranks it. */
  id: string;
  /** Columns with a finite number, or True or False, in every row. */
  numbers?: readonly string[];
  /** Columns with an integer, or True or False, in every row. */
  integers?: readonly string[];
  /** Columns with a class in every row: text throughout, or integers throughout. */
  classes?: readonly string[];
  /** Columns with text in every row. */
  strings?: readonly string[];
  /** Columns that may have missing values. */
  nullable?: readonly string[];
  /**
   * Reads answers that are not CSV as a table with the rows of a submission.
   * @throws UserError when they are damaged
   */
  read?: (path: string) => Table;
}

/** Larger CSV files are not kept: they would hold more memory than reading them again is worth. */
const largestKept = 128 * 2 ** 20;

const hint = "The answers file is damaged. Prepare the competition again.";

let kept: { identity: string; schema: AnswersSchema; table: Table } | undefined;

/**
 * Reads answers and checks them, or gives those of the last call when the file is still the same: submissions to one
 * competition tend to come one after another.
 * @throws GraderError when the file cannot be read, is empty, lacks a column, or has a cell that cannot be an answer
 */
export function readAnswers(path: string, schema: AnswersSchema): Table {
  const identity = identityOf(path, schema.read === undefined ? largestKept : Number.POSITIVE_INFINITY);
  if (kept !== undefined && kept.identity === identity && kept.schema === schema) return kept.table;
  kept = undefined;
  const table = schema.read === undefined ? readTable(path) : readOther(path, schema.read);
  checkAnswers(table, schema);
  if (identity !== undefined) kept = { identity, schema, table };
  return table;
}

function readTable(path: string): Table {
  try {
    return readPlainCsv(path, "answers") ?? readCsv(path, "answers", { places: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { row, column, expected } = error.details;
    throw new GraderError(error.headline, { file: path, row, column, expected, hint, cause: error });
  }
}

function readOther(path: string, read: (path: string) => Table): Table {
  try {
    return read(path);
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    const { row, column, expected } = error.details;
    throw new GraderError(error.headline, { file: path, row, column, expected, hint, cause: error });
  }
}

/** @throws GraderError that never holds a value of the answers */
export function checkAnswers(answers: Table, schema: AnswersSchema): void {
  const { id, numbers = [], integers = [], classes = [], strings = [], nullable = [] } = schema;
  const file = answers.origin.file;
  const fail = (headline: string, details: ErrorDetails): Error =>
    new GraderError(headline, { file, ...details, hint });
  const names = [id, ...numbers, ...integers, ...classes, ...strings, ...nullable];
  const missing = names.find((name) => !answers.has(name));
  if (answers.names.length === 0) throw fail("Empty answers file", { expected: "a CSV with a header" });
  if (missing !== undefined) throw fail("Missing column in the answers", { column: missing });
  if (answers.length === 0) throw fail("No rows in the answers", { expected: "at least one" });
  const checks = [
    [numbers, invalidNumber, "a finite number in every row"],
    [integers, invalidInteger, "an integer in every row"],
    [classes, invalidClass, "a class in every row, all of one type"],
    [strings, invalidText, "text in every row"],
  ] as const;
  for (const [columns, firstInvalid, expected] of checks) {
    for (const column of columns) {
      const row = firstInvalid(answers.column(column));
      if (row !== -1) throw fail("Invalid label in the answers", { row: row + 1, column, expected });
    }
  }
}

/** The first row with a cell that is no finite number; -1 if there is none. So are the functions below. */
function invalidNumber({ dtype, values }: Column): number {
  if (dtype === "float64") return values.findIndex((value) => !Number.isFinite(value));
  if (dtype !== "object") return -1;
  const text = firstNonNumber(values);
  const missing = values.findIndex(isMissing);
  if (text === -1 || missing === -1) return Math.max(text, missing);
  return Math.min(text, missing);
}

function invalidInteger(column: Column): number {
  const { dtype, values } = column;
  return dtype === "float64" ? values.findIndex((value) => !Number.isInteger(value)) : invalidNumber(column);
}

function invalidClass(column: Column): number {
  return column.dtype === "object" ? invalidText(column) : invalidInteger(column);
}

function invalidText({ dtype, values }: Column): number {
  return dtype === "object" ? values.findIndex((cell) => typeof cell !== "string") : 0;
}

/** What changes when a file does; undefined for a file that is not there or too large to keep. */
function identityOf(path: string, largest: number): string | undefined {
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (state === undefined || state.size > largest) return undefined;
  return [resolve(path), state.dev, state.ino, state.size, state.mtimeNs, state.ctimeNs].join(":");
}
