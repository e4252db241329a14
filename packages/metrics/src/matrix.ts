import { assertNotEmpty, type MetricArgument, MetricInputError } from "./errors.js";
import type { LabelsInput } from "./labels.js";

/** Columns of a table with the same number of rows. */
export type Columns = readonly LabelsInput[];

export function lengthOf(input: LabelsInput): number {
  return "values" in input && "dtype" in input ? input.values.length : (input as ArrayLike<unknown>).length;
}

/** True for several columns, false for one. */
export function isColumns(input: LabelsInput | Columns): input is Columns {
  if (!Array.isArray(input)) return false;
  const first: unknown = input[0];
  return typeof first === "object" && first !== null;
}

/** @throws MetricInputError for no columns, no rows, or columns that differ in length */
export function assertTable(argument: MetricArgument, columns: Columns): number {
  if (columns.length === 0)
    throw new MetricInputError("No columns", argument, { expected: "at least one column" });
  const rows = lengthOf(columns[0]);
  assertNotEmpty(argument, rows);
  for (const [column, input] of columns.entries()) {
    if (lengthOf(input) === rows) continue;
    const headline = "Columns of different lengths";
    throw new MetricInputError(headline, argument, { column, expected: `${rows} rows in every column` });
  }
  return rows;
}
