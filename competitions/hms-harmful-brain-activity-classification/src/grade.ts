import { roundLikePython } from "@mlebench/core";
import { klDivergence } from "@mlebench/metrics";
import {
  alignByRank,
  defineGrader,
  requireColumns,
  requireRange,
  requireSameIds,
  requireSameLength,
  type Table,
} from "@mlebench/table";
import { votes } from "./votes.js";

const id = "eeg_id";

export const grade = defineGrader({ id, integers: votes }, (submission, answers) => {
  requireColumns(submission, [id, ...votes]);
  requireSameLength(submission, answers);
  requireRowSums(submission, votes, (sum) => roundLikePython(sum, 5) === 1);
  requireSameIds(submission, answers, id, { isRepeatPublic: true });
  // All columns but the ID count as predictions here, those that nobody asked for too.
  const names = submission.names.filter((name) => name !== id);
  for (const name of names) requireRange(submission, name, 0, 1);
  requireRowSums(submission, names, (sum) => Math.abs(sum - 1) <= 1e-5 + 1e-8);

  // The rows of an ID stand in the order that pandas' sorting gives them, on either side.
  const aligned = alignByRank(submission, answers, id);
  const counts = votes.map((name) => aligned.answers.numbers(name));
  const shares = votes.map((name) => aligned.submission.numbers(name));
  // pandas' clip leaves a column of integers as it is, so that a share of 0 stays 0.
  const isUnclipped = (i: number): boolean => submission.dtype(votes[i]) !== "float64";
  if (shares.some((column, i) => isUnclipped(i) && column.some((q, row) => q === 0 && counts[i][row] > 0)))
    return Number.POSITIVE_INFINITY;
  const total = rowSums(counts, answers.length);
  return klDivergence(
    counts.map((column) => column.map((count, row) => count / total[row])),
    shares,
  );
});

/** Sums of rows; missing values add nothing. */
function rowSums(columns: readonly Float64Array[], length: number): Float64Array {
  const sums = new Float64Array(length);
  for (const values of columns) {
    values.forEach((value, row) => {
      if (!Number.isNaN(value)) sums[row] += value;
    });
  }
  return sums;
}

function requireRowSums(submission: Table, names: readonly string[], isOne: (sum: number) => boolean): void {
  const columns = names.map((name) => {
    if (submission.dtype(name) !== "bool") return submission.numbers(name);
    throw submission.error("Column is boolean, not numeric", { column: name, row: 1, expected: "a number" });
  });
  const sums = rowSums(columns, submission.length);
  const row = sums.findIndex((sum) => !isOne(sum));
  if (row === -1) return;
  throw submission.error(`Probabilities of the row sum to ${Number(sums[row].toPrecision(7))}`, {
    row: row + 1,
    expected: `a sum of 1, to 5 decimals, over ${names.length} columns`,
  });
}
