import { type Competition, isPrepared as filesArePrepared } from "@mlebench/core";

/**
 * The reference's rule: public and private directories exist and are not empty, the answers and the sample
 * submission are there. For grading only, the private directory and the answers are enough.
 */
export function isPrepared(
  competition: Competition,
  dataDirectory: string,
  options: { gradingOnly?: boolean } = {},
): boolean {
  return filesArePrepared(competition.facts, dataDirectory, options);
}
