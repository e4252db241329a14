import type { RunSettings } from "@mlebench/runner";
import type { ReachedLimit } from "@mlebench/transcripts";
import type { Totals } from "./totals.js";

/** Limits of an agent; null for none. */
export interface Limits {
  /** Messages of all roles, tool results included. */
  readonly message: number | null;
  /** Seconds from the start of the run. */
  readonly time: number;
  /** When the agent ends for it, a little earlier, so that the runner has nothing to kill. */
  readonly end: number;
  /** Seconds without waiting for rate limits. */
  readonly working: number | null;
  /** Input and output. */
  readonly token: number | null;
  /** US dollars. */
  readonly cost: number | null;
  /** Answers of a model. */
  readonly turn: number | null;
}

/** Time that is kept for ending: a fiftieth, at most 30 seconds. */
function reserveOf(timeLimit: number): number {
  return Math.min(30, timeLimit / 50);
}

/** @param defaultMessages 0 for no limit */
export function limitsOf(settings: RunSettings, timeLimit: number, defaultMessages: number): Limits {
  const { maxMessages = defaultMessages, workingLimit, tokenLimit, costLimit, maxTurns } = settings;
  return {
    message: maxMessages === 0 ? null : maxMessages,
    time: timeLimit,
    end: timeLimit - reserveOf(timeLimit),
    working: workingLimit ?? null,
    token: tokenLimit ?? null,
    cost: costLimit ?? null,
    turn: maxTurns ?? null,
  };
}

/** What has been used so far. */
export interface Progress {
  readonly messages: number;
  readonly elapsed: number;
  readonly totals: Totals;
}

/** Seconds that count as work. */
export function workingSeconds({ elapsed, totals }: Pick<Progress, "elapsed" | "totals">): number {
  return Math.max(0, elapsed - totals.waited - totals.away);
}

/**
 * The limit that is reached, if one is. Turns count before another call of the model; messages before whatever adds one.
 * As in Inspect, tokens and cost end a run when there are more than the limit.
 */
export function reachedLimit(
  limits: Limits,
  progress: Progress,
  { isBeforeCall }: { isBeforeCall: boolean },
): ReachedLimit | null {
  const { usage, cost, turns } = progress.totals;
  const found = (
    [
      ["token", limits.token, (limit: number) => usage.inputTokens + usage.outputTokens > limit],
      ["cost", limits.cost, (limit: number) => (cost ?? 0) > limit],
      ["time", limits.time, () => progress.elapsed >= limits.end],
      ["working", limits.working, (limit: number) => workingSeconds(progress) >= limit],
      ["message", limits.message, (limit: number) => progress.messages >= limit],
      ["turn", limits.turn, (limit: number) => isBeforeCall && turns >= limit],
    ] as const
  ).find(([, limit, isReached]) => limit !== null && isReached(limit));
  return found === undefined ? null : { type: found[0], limit: found[1] };
}
