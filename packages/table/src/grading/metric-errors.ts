import { GraderError, InvalidSubmissionError, isMlebenchError } from "@mlebench/core";
import type { Table } from "../table.js";

/** The fields of a `MetricInputError` that are read. This package and @mlebench/metrics do not import each other. */
interface MetricError extends Error {
  argument: "yTrue" | "yPred";
  headline?: string;
  row?: number;
  column?: number;
  expected?: string;
}

function isMetricError(error: unknown): error is MetricError {
  return error instanceof Error && error.name === "MetricInputError" && !isMlebenchError(error);
}

/**
 * Runs a metric and rethrows a `MetricInputError` about `yPred` as an InvalidSubmissionError with the file's row, and
 * one about `yTrue` as a GraderError.
 * @param table the table that the metric's rows are rows of, in its order
 * @param column the column of the predictions, or the columns in the metric's order
 */
export async function rethrowAsInvalidSubmission(
  table: Table,
  score: () => number | Promise<number>,
  column?: string | readonly string[],
): Promise<number> {
  try {
    return await score();
  } catch (error) {
    if (!isMetricError(error)) throw error;
    const { argument, row, headline = error.message, expected } = error;
    if (argument !== "yPred") {
      throw new GraderError(`Invalid answers: ${headline}`, { expected, cause: error });
    }
    const name = typeof column === "object" ? column[error.column ?? -1] : column;
    const fileRow = row === undefined ? undefined : table.fileRow(row, name) + 1;
    throw new InvalidSubmissionError(headline, { row: fileRow, column: name, expected, cause: error });
  }
}
