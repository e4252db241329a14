import { missingColumns, quoteNames } from "@mlebench/core";
import type { Table } from "../table.js";

/** @throws InvalidSubmissionError naming the columns that are missing */
export function requireColumns(submission: Table, names: readonly string[]): void {
  const error = missingColumns(submission.names, names);
  if (error !== undefined) throw submission.error(error.headline, error);
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

/** @throws an error when a table has another number of columns */
export function requireColumnCount(table: Table, count: number): void {
  if (table.names.length === count) return;
  throw table.error(`Wrong number of columns: ${table.names.length}`, {
    expected: `${count}`,
    hint: `The file has ${quoteNames(table.names)}.`,
  });
}
