import { isActive } from "@mlebench/runner";
import type { RunLine } from "../page-data.js";
import type { RunRow } from "./groups.js";
import { readRunFiles } from "./live.js";
import { shownText } from "./text-part.js";
import type { TranscriptReader } from "./transcripts.js";

/** A run with what its own files say. */
export function lineOf(transcripts: TranscriptReader, row: RunRow, directory: string | undefined): RunLine {
  const { id, ...rest } = row;
  const line = {
    ...rest,
    name: shownName(id),
    competition: shownName(row.competition),
    reason: row.reason === null ? null : shownText(row.reason),
    submission: row.submission === null ? null : shownName(row.submission),
  };
  if (directory === undefined || row.status === "pending") return line;
  const files = readRunFiles(directory);
  const { lastValidation } = files;
  const spent = isActive(row.status) ? transcripts.index(directory) : undefined;
  return {
    ...line,
    ...files,
    submissionBytes: files.submissionBytes ?? row.submissionBytes,
    lastValidation:
      lastValidation === null
        ? null
        : {
            ...lastValidation,
            verdict: shownName(lastValidation.verdict),
            reason: lastValidation.reason === null ? null : shownText(lastValidation.reason),
          },
    tokens: line.tokens ?? (spent && spent.tokens > 0 ? spent.tokens : null),
    cost: line.cost ?? spent?.cost ?? null,
  };
}

/** A name on one line. */
export function shownName(name: string): string {
  return shownText(name).replaceAll("\n", "\\n");
}
