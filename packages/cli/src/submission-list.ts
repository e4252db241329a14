import { UserError } from "@mlebench/core";
import { readSubmissionLines, type SubmissionLine, type SubmissionLineOptions } from "@mlebench/grading";

/**
 * Reads the list of submissions of an audit.
 * @throws UserError also if it lists none: a report on nothing looks like one without problems
 */
export function submissionList(path: string, options?: SubmissionLineOptions): SubmissionLine[] {
  const lines = readSubmissionLines(path, options);
  if (lines.length > 0) return lines;
  throw new UserError("No submissions in the list", {
    file: path,
    expected: "one JSON object per line",
    hint: "Write the list with `mlebench make-submission`.",
  });
}
