import type { MlebenchError } from "@mlebench/core";
import { quotedCell } from "../quote.js";
import type { Table } from "../table.js";
import { requireNumbers, requireNumbersInRange } from "./values.js";

/** @throws InvalidSubmissionError unless a column has a number from 0 to 1 in every row */
export function requireProbabilities(submission: Table, name: string): void {
  requireNumbersInRange(submission, name, 0, 1);
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

/** The first row with numbers that do not sum to one as {@link requireProbabilityRows} counts; missing ones add nothing. */
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
