import { addUsage } from "@mlebench/models";
import type { TranscriptLine, TranscriptUsage } from "@mlebench/transcripts";

/** What an agent has used, added up from the lines of its transcript, also those of a process that was killed. */
export interface Totals {
  readonly usage: TranscriptUsage;
  /** US dollars; null as soon as one price is unknown. */
  readonly cost: number | null;
  /** Answers of a model. */
  readonly turns: number;
  /** Seconds of waiting for the model's rate limits. */
  readonly waited: number;
  /** Seconds during which no process worked on the run. */
  readonly away: number;
  /** When the last line was written. */
  readonly lastElapsed: number;
}

export const noUsage: TranscriptUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
};

export const noTotals: Totals = { usage: noUsage, cost: 0, turns: 0, waited: 0, away: 0, lastElapsed: 0 };

/** The totals after another line. */
export function addLine(totals: Totals, line: TranscriptLine): Totals {
  const after = { ...totals, lastElapsed: line.elapsed };
  if (line.type === "begin" && line.isResumed)
    return { ...after, away: totals.away + Math.max(0, line.elapsed - totals.lastElapsed) };
  if (line.type !== "model") return after;
  return {
    ...after,
    usage: addUsage(totals.usage, line.usage),
    cost: totals.cost === null || line.cost === null ? null : totals.cost + line.cost,
    turns: totals.turns + (line.output === null ? 0 : 1),
    waited: totals.waited + line.waited,
  };
}
