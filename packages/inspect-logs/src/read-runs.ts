import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CompetitionReport, describeError, UserError } from "@mlebench/core";
import { formatBytes } from "@mlebench/disk";
import { lastLogLines, type RunRecord, type RunValidation } from "@mlebench/runner";
import { readTranscript, type TranscriptLine } from "@mlebench/transcripts";
import type { LoggedRun } from "./logged-run.js";

/** How many lines of the end of a run's log are shown. */
const logLines = 200;

/**
 * What is on the disk of one run. What cannot be read is named among its problems, since the rest is still worth a look.
 * @param directory of the run group
 */
export function readRun(
  directory: string,
  runId: string,
  record: RunRecord,
  report: CompetitionReport | null,
): LoggedRun {
  const runDirectory = join(directory, runId);
  const problems: string[] = [];
  const attempt = <Value>(read: () => Value, otherwise: Value): Value => {
    try {
      return read();
    } catch (error) {
      problems.push(describeError(error));
      return otherwise;
    }
  };
  const transcript = attempt(() => readLines(join(runDirectory, "agent", "transcript.jsonl")), []);
  return {
    runId,
    record,
    transcript: transcript.length > 0 ? transcript : null,
    report,
    validations: attempt(() => readValidations(join(runDirectory, "validations.jsonl")), []),
    logEnd: lastLogLines(join(runDirectory, "run.log"), logLines),
    problems,
  };
}

/** Transcripts up to this size are read: a log takes several times as much memory as its transcript. */
const mostBytes = 128e6;

function readLines(path: string): readonly TranscriptLine[] {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes <= mostBytes) return readTranscript(path).lines;
  throw new UserError(`The transcript of ${formatBytes(bytes)} is too large for a log`, { file: path });
}

function readValidations(path: string): RunValidation[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RunValidation);
}
