import { csvText } from "@mlebench/core";
import type { SubmissionReport } from "./report.js";

/** One row for each submission. */
export function summaryCsv(submissions: readonly SubmissionReport[]): string {
  const header = [
    ...["line", "competition_id", "code_path", "verdict", "flags", "similarity", "filtered_similarity"],
    ...["containment", "filtered_containment", "longest", "closest_agent_file", "closest_notebook"],
    ...["files_compared", "notebooks_compared", "is_complete", "reason"],
  ];
  return csvText([
    header,
    ...submissions.map((one) => [
      ...[one.line, one.competition_id, one.code_path, one.verdict, one.flags.join(" ")],
      ...[one.similarity, one.filtered_similarity, one.containment, one.filtered_containment, one.longest],
      ...[one.pairs[0]?.agent_file ?? null, one.pairs[0]?.notebook ?? null],
      ...[one.files_compared, one.notebooks_compared, one.is_complete, one.reason],
    ]),
  ]);
}
