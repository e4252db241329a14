import { InvalidSubmissionError } from "@mlebench/core";
import { CsvError } from "../csv/csv-error.js";
import { readCsv } from "../csv/read-csv.js";
import type { Table } from "../table.js";

/** Bytes of a submission that are held in memory; a larger one is read again for every column. */
const heldInMemory = 2 ** 31;

/**
 * Reads a submission.
 * @throws InvalidSubmissionError when it is not a CSV that pandas would read
 */
export function readSubmission(path: string): Table {
  try {
    return readCsv(path, "submission", { memory: heldInMemory, places: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { row, column, expected, hint } = error.details;
    throw new InvalidSubmissionError(error.headline, { row, column, expected, hint, cause: error });
  }
}
