import { type Competition, isPrepared as filesArePrepared } from "@mlebench/core";
import { readableError } from "@mlebench/disk";

/**
 * The reference's rule: public and private directories exist and are not empty, the answers and the sample
 * submission are there. For grading only, the private directory and the answers are enough.
 * @throws UserError when the directory may not be read, or is a file
 */
export function isPrepared(
  competition: Competition,
  dataDirectory: string,
  options: { gradingOnly?: boolean } = {},
): boolean {
  try {
    return filesArePrepared(competition.facts, dataDirectory, options);
  } catch (error) {
    throw readableError(error, dataDirectory);
  }
}
