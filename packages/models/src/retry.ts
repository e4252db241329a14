import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration } from "@mlebench/disk";
import { ModelError } from "./model-error.js";

/** When and how often a failed call is sent again. Times in milliseconds. */
export interface RetryPolicy {
  /** Failures in a row until it gives up. @default 30 */
  readonly attempts: number;
  /** Before the second attempt; doubles each time. @default 1000 */
  readonly initialDelay: number;
  /** The longest delay that it chooses by itself. @default 60 000 */
  readonly maxDelay: number;
  /** The longest wait that a server gets when it names one. @default an hour */
  readonly maxRetryAfter: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 30,
  initialDelay: 1000,
  maxDelay: 60_000,
  maxRetryAfter: 3_600_000,
};

/** What time it is, and how to wait. */
export interface Clock {
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal && { signal });
  },
};

/** Errors after which the same call may succeed, and how many milliseconds the server asked to wait. */
const temporary = new WeakMap<ModelError, { readonly after?: number }>();

export function markTemporary(error: ModelError, after?: number): ModelError {
  temporary.set(error, after === undefined ? {} : { after });
  return error;
}

export function isTemporary(error: unknown): error is ModelError {
  return error instanceof ModelError && temporary.has(error);
}

/**
 * How long to wait after a failure, in milliseconds. Half to all of the exponential step, so that clients that failed
 * together do not come back together.
 * @param failures in a row, from 1
 */
export function retryDelay(
  error: ModelError,
  failures: number,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number {
  const after = temporary.get(error)?.after;
  if (after !== undefined) return Math.min(after, policy.maxRetryAfter);
  return Math.min(policy.initialDelay * 2 ** (failures - 1), policy.maxDelay) * (0.5 + random() / 2);
}

/**
 * How long a response asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` (RFC 9110, 10.2.3) in seconds or
 * as a date.
 */
export function retryAfter(
  header: (name: string) => string | null | undefined,
  now: number = Date.now(),
): number | undefined {
  const milliseconds = Number.parseFloat(header("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds;
  const text = header("retry-after")?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Of a server that does not answer at all: it may not exist. */
const attemptsUnreached = 3;
/** Of a server that answers, and never as it should: it may be broken. About half a minute by default. */
const attemptsUnproven = 6;

/** What calls have learned of a server. */
export interface ServerState {
  /** It has answered, with whatever status. */
  wasReached: boolean;
  /** It has answered a call, or said that there are too many: what fails now may work later. */
  hasWorked: boolean;
  /** Calls that were given up while it had not worked. */
  givenUp: number;
}

/** What repeated attempts need to know. */
export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onMessage: (message: string) => void;
  /** What is known of the server. One that has never worked is given up sooner. */
  readonly state: Readonly<ServerState>;
  /** Called before each wait, so that other calls wait too. */
  readonly onWait: (error: ModelError, milliseconds: number) => void;
}

/**
 * Tries again after temporary errors.
 * @returns what the attempt gives, and the milliseconds waited
 * @throws ModelError the last one
 */
export async function withRetries<T>(
  context: RetryContext,
  attempt: () => Promise<T>,
): Promise<{ result: T; waited: number }> {
  const { policy, clock, signal, onMessage } = context;
  let waited = 0;
  for (let failures = 1; ; failures++) {
    try {
      return { result: await attempt(), waited };
    } catch (error) {
      if (!isTemporary(error)) throw error;
      const attempts = attemptsAfter(error, context);
      if (failures >= attempts) throw error;
      const delay = retryDelay(error, failures, policy);
      context.onWait(error, delay);
      onMessage(
        `${error.headline}. Retrying in ${formatDuration(delay / 1000)} (attempt ${failures + 1} of ${attempts}).`,
      );
      await pause(clock, delay, signal);
      waited += delay;
    }
  }
}

function attemptsAfter({ reason }: ModelError, { policy, state }: RetryContext): number {
  if (state.hasWorked || reason === "rate limit") return policy.attempts;
  const isOffline = reason === "network" && !state.wasReached;
  return Math.min(isOffline ? attemptsUnreached : attemptsUnproven, policy.attempts);
}

/** @throws ModelError when the signal ends the wait */
export async function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch {
    throw abortError();
  }
}

export function abortError(): ModelError {
  return new ModelError("aborted", "Canceled");
}
