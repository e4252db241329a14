import type { MlebenchError } from "@mlebench/core";
import type { Column } from "../columns/column.js";
import { type Key, keySet, keys } from "../columns/keys.js";
import { plainNumber } from "../numbers/plain-number.js";
import { quotedCell, sourceText } from "../quote.js";
import { requireColumns } from "../requirements/columns.js";
import type { Table } from "../table.js";
import { sameNumbers } from "./pair-rows.js";

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

/**
 * @param options.isRepeatPublic whether the sample submission repeats IDs as often as the answers do, so that a message
 *   may name the first row that is one too many. @default false
 * @throws InvalidSubmissionError unless both tables have the same set of IDs; repeats do not matter
 */
export function requireSameIds(
  submission: Table,
  answers: Table,
  id: string,
  { isRepeatPublic = false }: { isRepeatPublic?: boolean } = {},
): void {
  requireColumns(submission, [id]);
  const matching = isRepeatPublic ? "as-often" : "as-set";
  const given = submission.column(id);
  const wanted = answers.column(id);
  if (given.values.length === wanted.values.length && sameKeys(given, wanted)) return;
  if (given.values instanceof Float64Array && wanted.values instanceof Float64Array) {
    if (sameNumbers(distinctNumbers(given.values), distinctNumbers(wanted.values))) return;
    throw idError(submission, id, { given, wanted }, matching);
  }
  const givenSet = keySet(given);
  const wantedSet = keySet(wanted);
  if (givenSet.size === wantedSet.size && [...givenSet].every((key) => wantedSet.has(key))) return;
  throw idError(submission, id, { given, wanted }, matching);
}

/**
 * For graders that score the rows they are given: IDs may be missing from the submission, and repeat in it.
 * @throws InvalidSubmissionError unless every ID is one of the answers
 */
export function requireKnownIds(submission: Table, answers: Table, id: string): void {
  requireColumns(submission, [id]);
  const pair = { given: submission.column(id), wanted: answers.column(id) };
  const error = firstIdError(submission, id, pair, "as-subset");
  if (error !== undefined) throw error;
}

/** @throws InvalidSubmissionError unless the submission has every ID of the answers; it may have others, and repeats */
export function requireAllIds(submission: Table, answers: Table, id: string): void {
  requireColumns(submission, [id]);
  // The submission may have many more rows, so a set of its IDs would be the larger one.
  const missing = keySet(answers.column(id));
  if (!missing.has(undefined)) {
    const given = keys(submission.column(id));
    for (let row = 0; row < submission.length && missing.size > 0; row++) missing.delete(given(row));
  }
  // To name the ID would reveal that the answers have it.
  if (missing.size > 0) throw missingIds(submission, id);
}

const missingIds = (submission: Table, id: string): MlebenchError =>
  submission.error("Missing IDs", { column: id, expected: "a row for every ID of the sample submission" });

export function sameKeys(a: Column, b: Column): boolean {
  if (a.values instanceof Float64Array && b.values instanceof Float64Array)
    return sameNumbers(a.values, b.values);
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

export function idError(submission: Table, id: string, pair: IdColumns, matching: IdMatching): Error {
  return firstIdError(submission, id, pair, matching) ?? missingIds(submission, id);
}

/** The IDs of a submission and those of the answers. */
export interface IdColumns {
  given: Column;
  wanted: Column;
}

/** Whether every ID is wanted as often as in the answers, at least once, or not at all. */
export type IdMatching = "as-often" | "as-set" | "as-subset";

/**
 * The number that an ID stands for. One ID that is text makes text of all, and one that is missing makes floats of all,
 * which do not hold the longest ones: those that read as numbers are not what is wrong.
 */
function numericId(submission: Table, id: string, row: number, key: Key | undefined): Key | undefined {
  if (typeof key === "number" && Math.abs(key) <= Number.MAX_SAFE_INTEGER) return key;
  if (typeof key !== "number" && typeof key !== "string") return key;
  const text = sourceText(submission, id, row).trim();
  if (!/^[+-]?\d+$/.test(text)) return plainNumber(text) ?? key;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.replace(/^\+/, ""));
}

/**
 * The first row with an ID that is missing, unknown, or there too often; undefined where no row is wrong by itself.
 * Where IDs may repeat, a repeat is wrong if another ID has no row; how often the answers repeat them is never revealed.
 */
export function firstIdError(
  submission: Table,
  id: string,
  { given, wanted }: IdColumns,
  matching: IdMatching,
): MlebenchError | undefined {
  const allowed = countKeys(wanted);
  const keyOf = keys(given);
  const isNumeric = wanted.dtype !== "object";
  // Where integers were compared as floats, the longest ones are known by the closest double only.
  const isRounded = wanted.dtype === "float64";
  const seen = new Map<Key, number>();
  let repeat = -1;
  for (let row = 0; row < given.values.length; row++) {
    const written = isNumeric ? numericId(submission, id, row, keyOf(row)) : keyOf(row);
    const value = isRounded && typeof written === "bigint" ? Number(written) : written;
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
    if (matching === "as-subset") continue;
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
