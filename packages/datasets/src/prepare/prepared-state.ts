import { type Competition, isPrepared as filesArePrepared } from "@mlebench/core";
import { readableError } from "@mlebench/disk";

/**
 * Whether the public and private directories are not empty, and the answers and the sample submission exist. With
 * `gradingOnly`, the private directory and the answers are enough. The Python reference has the same rule.
 * @throws UserError if the directory cannot be read, or is a file
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
