import { type Grade, InvalidSubmissionError, isMlebenchError } from "@mlebench/core";
import { readAnswers } from "./answers.js";
import type { Column } from "./column.js";
import { CsvError } from "./csv-error.js";
import { type Key, keys } from "./keys.js";
import { readCsv } from "./read-csv.js";
import { readNumbers } from "./read-numbers.js";
import { haveSameTexts } from "./same-texts.js";
import { firstNonNumber, type Origin, type Table } from "./table.js";

/**
 * Makes a grader of files from a grader of tables. A submission that cannot be read as CSV is invalid, and so is one
 * whose values a metric refuses; answers that a metric refuses are a grader error.
 * @param score the unrounded score of a submission
 */
export function gradeTables(score: (submission: Table, answers: Table) => number | Promise<number>): Grade {
  return async ({ submission, answers }) => {
    const truth = readAnswers(answers);
    const candidate = readSubmission(submission);
    return blamePredictions(candidate, () => score(candidate, truth));
  };
}

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
    throw new InvalidSubmissionError(error.message, { row, column, expected, hint, cause: error });
  }
}

/**
 * Where the rows of an aligned submission stand in its file, by what all tables made from one file share. Metrics count
 * the rows that they are given, people those of the file.
 */
const fileRows = new WeakMap<Origin, Uint32Array>();

/** Runs a metric; what it says against the predictions becomes an InvalidSubmissionError. */
export async function blamePredictions(
  submission: Table,
  score: () => number | Promise<number>,
): Promise<number> {
  try {
    return await score();
  } catch (error) {
    // Metrics know nothing of this package, nor this package of them: the shape of the error is the contract.
    const refused =
      error instanceof Error &&
      error.name === "MetricInputError" &&
      (error as { argument?: unknown }).argument === "yPred";
    if (!refused || isMlebenchError(error)) throw error;
    const { row } = error as { row?: number };
    const fileRow = row === undefined ? undefined : (fileRows.get(submission.origin)?.[row] ?? row) + 1;
    throw new InvalidSubmissionError(error.message, { row: fileRow, cause: error });
  }
}

/** @throws InvalidSubmissionError naming the columns that are missing */
export function requireColumns(submission: Table, names: readonly string[]): void {
  const missing = names.filter((name) => !submission.has(name));
  if (missing.length === 0) return;
  throw submission.error(
    `${missing.length === 1 ? "A column is" : "Columns are"} missing: ${quoteSome(missing)}`,
    {
      expected: `the columns ${quoteSome(names)}`,
      hint: `The file has ${submission.names.length === 0 ? "no columns" : quoteSome(submission.names)}.`,
    },
  );
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
    throw submission.error(`There are columns that do not belong: ${quoteSome(surplus)}`, {
      expected: `only the columns ${quoteSome(names)}`,
    });
  }
  if (!inOrder || submission.names.every((name, i) => name === names[i])) return;
  throw submission.error("The columns are in another order", {
    expected: `the columns ${quoteSome(names)}, in this order`,
    hint: `The file has ${quoteSome(submission.names)}.`,
  });
}

/** @throws InvalidSubmissionError when the numbers of rows differ */
export function requireSameLength(submission: Table, answers: Table): void {
  if (submission.length === answers.length) return;
  const count = submission.length === 1 ? "is 1 row" : `are ${submission.length} rows`;
  throw submission.error(`There ${count}`, { expected: `${answers.length}` });
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
    throw idError(submission, id, given, wanted);
  }
  return sorted;
}

/**
 * {@link alignById} for a metric that does not depend on the order of rows: when the ids are text and already stand as
 * in the answers, rows stay where they are, which spares millions of ids the reading and the sorting.
 * @throws InvalidSubmissionError when the submission lacks the column, has another number of rows or other ids
 */
export function matchById(submission: Table, answers: Table, id: string): Aligned {
  if (haveSameTexts(submission, answers, id)) return { submission, answers };
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

/** @throws InvalidSubmissionError unless both have the same set of ids; repeats do not matter */
export function requireSameIds(submission: Table, answers: Table, id: string): void {
  requireColumns(submission, [id]);
  const given = submission.column(id);
  const wanted = answers.column(id);
  if (given.values.length === wanted.values.length && sameKeys(given, wanted)) return;
  if (given.values instanceof Float64Array && wanted.values instanceof Float64Array) {
    if (sameNumbers(distinctNumbers(given.values), distinctNumbers(wanted.values))) return;
    throw idError(submission, id, given, wanted);
  }
  const givenSet = keySet(given);
  const wantedSet = keySet(wanted);
  if (givenSet.size === wantedSet.size && [...givenSet].every((key) => wantedSet.has(key))) return;
  throw idError(submission, id, given, wanted);
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

function keySet(column: Column): Set<Key | undefined> {
  const key = keys(column);
  const set = new Set<Key | undefined>();
  for (let row = 0; row < column.values.length; row++) set.add(key(row));
  return set;
}

/** Tells what is wrong with the ids: a repeated one, a missing value, one that does not belong, or a wrong type. */
function idError(submission: Table, id: string, given: Column, wanted: Column): Error {
  const wantedSet = keySet(wanted);
  const key = keys(given);
  const seen = new Set<Key>();
  const repeats = wantedSet.size < wanted.values.length;
  for (let row = 0; row < given.values.length; row++) {
    const value = key(row);
    const at = { row: row + 1, column: id };
    if (value === undefined) return submission.error("An id is missing", at);
    if (!wantedSet.has(value)) {
      return submission.error("There is an id that is not in the test set", {
        ...at,
        expected: "the ids of the sample submission, each as often as there",
        hint:
          typeof value === "number" && wanted.dtype === "object"
            ? "The ids are text; keep them as they are written in the sample submission."
            : undefined,
      });
    }
    if (!repeats && seen.has(value)) {
      return submission.error("An id occurs twice", {
        ...at,
        expected: "every id of the sample submission once",
      });
    }
    seen.add(value);
  }
  return submission.error("The ids are not those of the test set", {
    column: id,
    expected: "the ids of the sample submission, each as often as there",
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
  throw submission.error("A value is not a number", { row: row + 1, column: name, expected: "a number" });
}

/** Missing values pass: they are out of no range. @throws InvalidSubmissionError for a value outside `[low, high]` */
export function requireRange(submission: Table, name: string, low: number, high: number): void {
  const values = submission.numbers(name);
  const row = values.findIndex((value) => value < low || value > high);
  if (row === -1) return;
  throw submission.error("A value is out of range", {
    row: row + 1,
    column: name,
    expected: `a number from ${low} to ${high}`,
  });
}

/** @throws InvalidSubmissionError when a numeric column has a missing value */
export function requireNoMissing(submission: Table, name: string): void {
  const { values } = submission.column(name);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== null && !(typeof value === "number" && Number.isNaN(value))) continue;
    throw submission.error("A value is missing", {
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
  for (let row = 0; row < submission.length; row++) {
    let sum = 0;
    for (const values of columns) if (!Number.isNaN(values[row])) sum += values[row];
    if (Math.abs(sum - 1) <= tolerance + 1e-5) continue;
    throw submission.error("The probabilities of a row do not sum to one", {
      row: row + 1,
      expected: `a sum of 1 over the ${names.length} class columns`,
    });
  }
  for (const [i, values] of columns.entries()) {
    const row = values.findIndex((value) => !(value >= 0 && value <= 1));
    if (row === -1) continue;
    throw submission.error("A value is not a probability", {
      row: row + 1,
      column: names[i],
      expected: "a number from 0 to 1",
    });
  }
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

function quoteSome(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  return names.length > shown.length
    ? `${shown.join(", ")} and ${names.length - shown.length} more`
    : shown.join(", ");
}
