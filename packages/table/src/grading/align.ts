import { asNumpyCompares, type Key, keys } from "../columns/keys.js";
import { requireColumns, requireSameLength } from "../requirements/columns.js";
import type { Table } from "../table.js";
import { idError, sameKeys } from "./ids.js";
import { pairRows } from "./pair-rows.js";

/** Two tables with matching rows. */
export interface Aligned {
  submission: Table;
  answers: Table;
}

export interface AlignOptions {
  /**
   * Whether both tables are sorted by ID, as the reference sorts them. Without it, answers stay where they are, which saves
   * sorting millions of IDs. For metrics that give the same score in any order of rows.
   * @default true
   */
  sorted?: boolean;
}

/**
 * Sorts both tables by ID and requires the same IDs, row by row, as NumPy compares them: an ID of 17 digits or more
 * equals the closest double. The aligned tables still know their rows in the file.
 * @throws InvalidSubmissionError if the submission lacks the column, or has another number of rows or other IDs
 */
export function alignById(
  submission: Table,
  answers: Table,
  id: string,
  { sorted = true }: AlignOptions = {},
): Aligned {
  requireColumns(submission, [id]);
  requireSameLength(submission, answers);
  const orders = pairRows(submission, answers, id, { sorted });
  if (orders !== undefined) {
    return { submission: inOrder(submission, orders.submission), answers: inOrder(answers, orders.answers) };
  }
  const [given, wanted] = asNumpyCompares(submission.column(id), answers.column(id));
  const isSame = sameKeys(given, wanted);
  if (!sorted && isSame) return { submission, answers };
  const answerOrder = answers.sortOrder(id);
  // Ids that already stand as in the answers sort the same way.
  const order = isSame ? answerOrder : submission.sortOrder(id);
  const givenKey = keys(given);
  const wantedKey = keys(wanted);
  for (let i = 0; i < order.length; i++) {
    const key = givenKey(order[i]);
    if (key !== undefined && key === wantedKey(answerOrder[i])) continue;
    throw idError(submission, id, { given, wanted }, "as-often");
  }
  if (sorted) return { submission: submission.take(order), answers: answers.take(answerOrder) };
  const partners = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) partners[answerOrder[i]] = order[i];
  return { submission: submission.take(partners), answers };
}

const inOrder = (table: Table, order: Uint32Array | undefined): Table =>
  order === undefined ? table : table.take(order);

/**
 * The same pairs in the order of the submission's file, for graders that read cells one by one: the first wrong cell that
 * they meet is the first of the file.
 */
export function inFileOrder({ submission, answers }: Aligned): Aligned {
  const fileRow = (row: number): number => submission.fileRow(row);
  const order = Uint32Array.from({ length: submission.length }, (_, row) => row).sort(
    (a, b) => fileRow(a) - fileRow(b),
  );
  return { submission: submission.take(order), answers: answers.take(order) };
}

/**
 * Sorts each table by ID and pairs rows by position, whatever the IDs are.
 * @throws InvalidSubmissionError if the submission lacks the column or has another number of rows
 */
export function alignByRank(submission: Table, answers: Table, id: string): Aligned {
  requireColumns(submission, [id]);
  requireSameLength(submission, answers);
  return { submission: submission.sortBy(id), answers: answers.sortBy(id) };
}

export interface AlignStringsOptions extends AlignOptions {
  /** Column that identifies a row. */
  id: string;
  /** Column of strings; numbers become what Python prints. */
  target: string;
  /** What missing values count as. @default "nan", as pandas' `astype(str)` writes them */
  missing?: string;
}

/**
 * {@link alignById} for a target of strings.
 * @throws InvalidSubmissionError if a column is missing, or the submission has another number of rows or other IDs
 */
export function alignStrings(
  submission: Table,
  answers: Table,
  { id, target, missing = "nan", ...options }: AlignStringsOptions,
): Aligned & { yTrue: readonly string[]; yPred: readonly string[] } {
  requireColumns(submission, [id, target]);
  const aligned = alignById(submission, answers, id, options);
  const yTrue = aligned.answers.strings(target, { missing });
  return { ...aligned, yTrue, yPred: aligned.submission.strings(target, { missing }) };
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
