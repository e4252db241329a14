import type { ErrorDetails } from "@mlebench/core";
import { MlebenchError } from "@mlebench/core";

/** A file that pandas would refuse to read as CSV: a line with too many cells, an open quote, bytes that are not UTF-8. */
export class CsvError extends MlebenchError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("user", message, details);
    this.name = "CsvError";
  }
}
