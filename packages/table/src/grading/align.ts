import { InvalidSubmissionError, type MlebenchError, quoteNames } from "@mlebench/core";
import { type Column, isMissing } from "../columns/column.js";
import { type Key, keySet, keys } from "../columns/keys.js";
import { CsvError } from "../csv/csv-error.js";
import { readCsv } from "../csv/read-csv.js";
import { readNumbers } from "../csv/read-numbers.js";
import { plainNumber } from "../numbers/plain-number.js";
import { quotedCell } from "../quote.js";
import { firstNonNumber, type Origin, type Table } from "../table.js";
import { haveSameStrings } from "./same-strings.js";

/** Bytes of a submission that are held in memory; a larger one is read again for every column. */
const heldInMemory = 2 ** 31;

/**
 * Reads a submission.
 * @throws InvalidSubmissionError when it is not a CSV that pandas would read
 */
export function readSubmission(path: string): Table {
  try {
    return readNumbers(path, "submission") ?? readCsv(path, "submission", { memory: heldInMemory });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { row, column, expected, hint } = error.details;
    throw new InvalidSubmissionError(error.headline, { row, column, expected, hint, cause: error });
  }
}

/**
 * Where the rows of an aligned submission stand in its file, by what all tables made from one file share. Metrics count
 * the rows that they are given, people those of the file.
 */
const fileRows = new WeakMap<Origin, Uint32Array>();

/** The row of the file that a row of the aligned submission is, both from 0. */
export function fileRowOf(submission: Table, row: number): number {
  return fileRows.get(submission.origin)?.[row] ?? row;
}

/** @throws InvalidSubmissionError naming the columns that are missing */
export function requireColumns(submission: Table, names: readonly string[]): void {
  const missing = names.filter((name) => !submission.has(name));
  if (missing.length === 0) return;
  throw submission.error(`Missing ${missing.length === 1 ? "column" : "columns"}: ${quoteNames(missing)}`, {
    expected: `the columns ${quoteNames(names)}`,
    hint: `The file has ${submission.names.length === 0 ? "no columns" : quoteNames(submission.names)}.`,
  });
}

/** @throws InvalidSubmissionError unless the columns are exactly these, in any order or, with `inOrder`, in this one */
export function requireExactColumns(
  submission: Table,
  names: readonly string[],
  { inOrder = false }: { inOrder?: boolean } = {},
): void {
  requireColumns(submission, names);
  const surplus = submission.names.filter((name) => !names.includes(name));
  if (surplus.length > 0) {
    throw submission.error(
      `Unexpected ${surplus.length === 1 ? "column" : "columns"}: ${quoteNames(surplus)}`,
      {
        expected: `only the columns ${quoteNames(names)}`,
      },
    );
  }
  if (!inOrder || submission.names.every((name, i) => name === names[i])) return;
  throw submission.error("Wrong order of columns", {
    expected: `the columns ${quoteNames(names)}, in this order`,
    hint: `The file has ${quoteNames(submission.names)}.`,
  });
}

/** @throws InvalidSubmissionError when the numbers of rows differ */
export function requireSameLength(submission: Table, answers: Table): void {
  if (submission.length === answers.length) return;
  throw submission.error(`Wrong number of rows: ${submission.length}`, { expected: `${answers.length}` });
}

/** Two tables whose rows belong together. */
export interface Aligned {
  submission: Table;
  answers: Table;
}

/**
 * Sorts both tables by id, as the reference's graders do, and makes sure that the ids are the same, row by row.
 * @throws InvalidSubmissionError when the submission lacks the column, has another number of rows or other ids
 */
export function alignById(submission: Table, answers: Table, id: string): Aligned {
  requireColumns(submission, [id]);
  requireSameLength(submission, answers);
  const given = submission.column(id);
  const wanted = answers.column(id);
  const answerOrder = answers.sortOrder(id);
  // Ids that already stand as in the answers sort the same way.
  const order = sameKeys(given, wanted) ? answerOrder : submission.sortOrder(id);
  fileRows.set(submission.origin, order);
  const sorted = { submission: submission.take(order), answers: answers.take(answerOrder) };
  const givenKey = keys(given);
  const wantedKey = keys(wanted);
  for (let i = 0; i < order.length; i++) {
    const key = givenKey(order[i]);
    if (key !== undefined && key === wantedKey(answerOrder[i])) continue;
    throw idError(submission, id, { given, wanted }, "as-often");
  }
  return sorted;
}

/**
 * {@link alignById} for a metric that does not depend on the order of rows: when the ids are text and already stand as
 * in the answers, rows stay where they are, which spares millions of ids the reading and the sorting.
 * @throws InvalidSubmissionError when the submission lacks the column, has another number of rows or other ids
 */
export function matchById(submission: Table, answers: Table, id: string): Aligned {
  if (haveSameStrings(submission, answers, id)) return { submission, answers };
  return alignById(submission, answers, id);
}

/**
 * Pairs rows of equal id, as pandas' `answers.merge(submission, on=id)` does: in the answers' order, a repeated id
 * once for every pair it makes, rows without a partner left out. Missing ids equal each other.
 * @throws InvalidSubmissionError when the submission lacks the column
 */
export function mergeById(submission: Table, answers: Table, id: string): Aligned {
  requireColumns(submission, [id]);
  const givenKey = keys(submission.column(id));
  const wantedKey = keys(answers.column(id));
  const first = new Map<Key | undefined, number>();
  /** Per row of the submission, the next one with the same id. */
  const next = new Int32Array(submission.length);
  for (let row = submission.length - 1; row >= 0; row--) {
    const key = givenKey(row);
    next[row] = first.get(key) ?? -1;
    first.set(key, row);
  }
  const given: number[] = [];
  const wanted: number[] = [];
  for (let row = 0; row < answers.length; row++) {
    for (let partner = first.get(wantedKey(row)) ?? -1; partner !== -1; partner = next[partner]) {
      given.push(partner);
      wanted.push(row);
    }
  }
  return { submission: submission.take(given), answers: answers.take(wanted) };
}

/** How often each value is there; missing ones are left out. */
function countKeys(column: Column): Map<Key, number> {
  const key = keys(column);
  const counts = new Map<Key, number>();
  for (let row = 0; row < column.values.length; row++) {
    const value = key(row);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** @throws InvalidSubmissionError unless both have the same set of ids; repeats do not matter */
export function requireSameIds(submission: Table, answers: Table, id: string): void {
  requireColumns(submission, [id]);
  const given = submission.column(id);
  const wanted = answers.column(id);
  if (given.values.length === wanted.values.length && sameKeys(given, wanted)) return;
  if (given.values instanceof Float64Array && wanted.values instanceof Float64Array) {
    if (sameNumbers(distinctNumbers(given.values), distinctNumbers(wanted.values))) return;
    throw idError(submission, id, { given, wanted }, "as-set");
  }
  const givenSet = keySet(given);
  const wantedSet = keySet(wanted);
  if (givenSet.size === wantedSet.size && [...givenSet].every((key) => wantedSet.has(key))) return;
  throw idError(submission, id, { given, wanted }, "as-set");
}

function sameKeys(a: Column, b: Column): boolean {
  const keyA = keys(a);
  const keyB = keys(b);
  for (let row = 0; row < a.values.length; row++) {
    const key = keyA(row);
    if (key === undefined || key !== keyB(row)) return false;
  }
  return true;
}

/** Ascending, each once; sorting millions of numbers is quicker than a Set, and a Set holds 2^24 at most. */
function distinctNumbers(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (count === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i];
  }
  return sorted.subarray(0, count);
}

/** False where a value is missing, since it equals nothing. */
function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function idError(submission: Table, id: string, pair: IdColumns, matching: IdMatching): Error {
  return (
    firstIdError(submission, id, pair, matching) ??
    submission.error("Missing IDs", { column: id, expected: "a row for every ID of the sample submission" })
  );
}

/** The IDs of a submission and those of the answers. */
export interface IdColumns {
  given: Column;
  wanted: Column;
}

/** Whether every ID is wanted as often as in the answers, or at least once. */
export type IdMatching = "as-often" | "as-set";

/**
 * The first row with an ID that is missing, unknown, or there too often; undefined where no row is wrong by itself.
 * Where IDs may repeat, a repeat is wrong if another ID has no row; how often the answers repeat them is never told.
 */
export function firstIdError(
  submission: Table,
  id: string,
  { given, wanted }: IdColumns,
  matching: IdMatching,
): MlebenchError | undefined {
  const allowed = countKeys(wanted);
  const keyOf = keys(given);
  // One ID that is text makes text of all; those that read as numbers are not what is wrong.
  const isNumeric = wanted.dtype !== "object";
  const seen = new Map<Key, number>();
  let repeat = -1;
  for (let row = 0; row < given.values.length; row++) {
    const text = keyOf(row);
    const value = isNumeric && typeof text === "string" ? (plainNumber(text) ?? text) : text;
    const at = { row: row + 1, column: id };
    if (value === undefined) {
      return submission.error("Missing ID", { ...at, expected: "an ID of the sample submission" });
    }
    const most = allowed.get(value);
    if (most === undefined) {
      return submission.error(`Unknown ID${quotedCell(submission, id, row)}`, {
        ...at,
        expected: "an ID of the sample submission",
        hint:
          typeof value === "number" && !isNumeric
            ? "IDs are text. Write them as in the sample submission."
            : undefined,
      });
    }
    const count = (seen.get(value) ?? 0) + 1;
    seen.set(value, count);
    if (count > (matching === "as-often" ? most : 1) && repeat === -1) repeat = row;
    if (repeat !== -1 && matching === "as-often") break;
  }
  if (repeat === -1 || (matching === "as-set" && seen.size === allowed.size)) return undefined;
  const once = matching === "as-set" || allowed.size === wanted.values.length;
  return submission.error(`Duplicate ID${quotedCell(submission, id, repeat)}`, {
    row: repeat + 1,
    column: id,
    expected: `every ID of the sample submission ${once ? "once" : "as often as there"}`,
  });
}

/**
 * Labels for an accuracy-like metric, as most of the reference's graders prepare them: same number of rows, both
 * columns there, rows matched by sorted id.
 * @throws InvalidSubmissionError when any of that does not hold
 */
export function alignLabels(
  submission: Table,
  answers: Table,
  { id, target }: { id: string; target: string },
): { yTrue: Column; yPred: Column } {
  requireSameLength(submission, answers);
  requireColumns(submission, [target, id]);
  const aligned = alignById(submission, answers, id);
  return { yTrue: aligned.answers.column(target), yPred: aligned.submission.column(target) };
}

/**
 * Scores for an AUC-like metric: as {@link alignLabels}, and every value a probability.
 * @throws InvalidSubmissionError when any of that does not hold
 */
export function alignScores(
  submission: Table,
  answers: Table,
  columns: { id: string; target: string },
): { yTrue: Column; yScore: Column } {
  const { id, target } = columns;
  requireColumns(submission, [id, target]);
  requireSameLength(submission, answers);
  requireProbabilities(submission, target);
  const { yTrue, yPred } = alignLabels(submission, answers, columns);
  return { yTrue, yScore: yPred };
}

/** @throws InvalidSubmissionError when a column holds text */
export function requireNumbers(submission: Table, name: string): void {
  const column = submission.column(name);
  if (column.dtype !== "object") return;
  const row = firstNonNumber(column.values);
  if (row === -1) return;
  throw submission.error(`Invalid number${quotedCell(submission, name, row)}`, {
    row: row + 1,
    column: name,
    expected: "a number",
  });
}

/** Missing values pass: they are out of no range. @throws InvalidSubmissionError for a value outside `[low, high]` */
export function requireRange(submission: Table, name: string, low: number, high: number): void {
  const values = submission.numbers(name);
  const row = values.findIndex((value) => value < low || value > high);
  if (row === -1) return;
  throw submission.error(`Value out of range${quotedCell(submission, name, row)}`, {
    row: row + 1,
    column: name,
    expected: `a number from ${low} to ${high}`,
  });
}

/** @throws InvalidSubmissionError when a numeric column has a missing value */
export function requireNoMissing(submission: Table, name: string): void {
  const { values } = submission.column(name);
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row])) continue;
    throw submission.error("Missing value", {
      row: row + 1,
      column: name,
      expected: "a value in every row",
    });
  }
}

/** @throws InvalidSubmissionError unless a column has a number from 0 to 1 in every row */
export function requireProbabilities(submission: Table, name: string): void {
  requireNumbers(submission, name);
  requireNoMissing(submission, name);
  requireRange(submission, name, 0, 1);
}

/**
 * Makes sure that each row's values over `names` are probabilities that sum to one, within 1e-5 + `tolerance`
 * (as `numpy.isclose(sum, 1, atol=tolerance)`).
 * @throws InvalidSubmissionError naming the first row that does not
 */
export function requireProbabilityRows(submission: Table, names: readonly string[], tolerance = 1e-6): void {
  const columns = names.map((name) => {
    requireNumbers(submission, name);
    return submission.numbers(name);
  });
  const sumError = firstSumError(submission, columns, tolerance);
  if (sumError !== undefined) throw sumError;
  for (const [i, values] of columns.entries()) {
    const row = values.findIndex((value) => !(value >= 0 && value <= 1));
    if (row === -1) continue;
    const headline = Number.isNaN(values[row])
      ? "Missing value"
      : `Value out of range${quotedCell(submission, names[i], row)}`;
    throw submission.error(headline, { row: row + 1, column: names[i], expected: "a number from 0 to 1" });
  }
}

/** The first row whose numbers do not sum to one as {@link requireProbabilityRows} counts; missing ones add nothing. */
export function firstSumError(
  submission: Table,
  columns: readonly Float64Array[],
  tolerance = 1e-6,
): MlebenchError | undefined {
  const allowed = tolerance + 1e-5;
  for (let row = 0; row < submission.length; row++) {
    let sum = 0;
    for (const values of columns) if (!Number.isNaN(values[row])) sum += values[row];
    if (Math.abs(sum - 1) <= allowed) continue;
    return submission.error(`Probabilities of the row sum to ${Number(sum.toPrecision(7))}`, {
      row: row + 1,
      expected: `a sum of 1, within ${Number(allowed.toPrecision(7))}, over the ${columns.length} class columns`,
    });
  }
  return undefined;
}

/**
 * Class indicators and predicted probabilities for a log loss, matched by sorted id and by the answers' columns; columns
 * that the answers do not have are left aside.
 * @throws InvalidSubmissionError when a column or an id is missing, or the ids differ
 */
export function alignOneHot(
  submission: Table,
  answers: Table,
  id: string,
): { yTrue: readonly Column[]; yPred: readonly Column[] } {
  requireColumns(submission, answers.names);
  const aligned = alignById(submission, answers, id);
  const classes = answers.names.filter((name) => name !== id);
  return {
    yTrue: classes.map((name) => aligned.answers.column(name)),
    yPred: classes.map((name) => aligned.submission.column(name)),
  };
}
