import type { CompetitionReport } from "@mlebench/core";
import type { GroupState, RunRecord, RunValidation } from "@mlebench/runner";
import type { ReachedLimit, TranscriptLine } from "@mlebench/transcripts";

/** One run with all that a log says of it. */
export interface LoggedRun {
  readonly runId: string;
  readonly record: RunRecord;
  /** Null for an agent that writes none, such as one in a directory. */
  readonly transcript: readonly TranscriptLine[] | null;
  /** Null if the run has not been graded. */
  readonly report: CompetitionReport | null;
  /** What the grading server answered. */
  readonly validations: readonly RunValidation[];
  /** The last lines of the run's log. */
  readonly logEnd: readonly string[];
  /** What of the run could not be read. */
  readonly problems: readonly string[];
}

/** The runs of a group that have begun, in their order. */
export function begunRuns({ runs }: GroupState): [runId: string, record: RunRecord][] {
  return Object.entries(runs)
    .filter(([, { record }]) => record.status !== "pending")
    .map(([runId, { record }]) => [runId, record]);
}

/** The limit that ended a run: the agent's own, or the runner's. */
export function limitOf({ record, transcript }: LoggedRun): ReachedLimit | null {
  const end = transcript?.findLast((line) => line.type === "end");
  if (end?.type === "end" && end.limit !== null) return end.limit;
  if (record.limit != null) return record.limit;
  return record.status === "timed out" ? { type: "time", limit: record.timeout_seconds } : null;
}

/** The records of the runs that have begun, by run ID, in their order. */
export function begunRecords(state: GroupState): Record<string, RunRecord> {
  return Object.fromEntries(begunRuns(state));
}
