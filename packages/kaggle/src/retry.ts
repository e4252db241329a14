import { setTimeout as wait } from "node:timers/promises";
import { KaggleError } from "./kaggle-error.js";

/** When and how often a failed request is sent again. Times in milliseconds. */
export interface RetryPolicy {
  /** Failures in a row until it gives up; of a download: without a byte of progress between them. */
  readonly attempts: number;
  /** Before the second attempt; doubles each time. Fifteen times that when the server says it is asked too much. */
  readonly initialDelay: number;
  /** The longest delay, unless the server says it is asked too much. */
  readonly maxDelay: number;
  /** The longest wait that a server gets when it says it is asked too much, whatever its `Retry-After` says. */
  readonly maxRetryAfter: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 8,
  initialDelay: 1000,
  maxDelay: 60_000,
  maxRetryAfter: 3_600_000,
};

/** Downloads have been refused for more than half an hour; eight attempts from here on last about as long. */
const rateLimitFactor = 15;

/** Errors after which the same request may succeed, and how many milliseconds the server asked to wait. */
const temporary = new WeakMap<KaggleError, { readonly after?: number }>();

export function markTemporary(error: KaggleError, after?: number): KaggleError {
  temporary.set(error, after === undefined ? {} : { after });
  return error;
}

export function isTemporary(error: unknown): error is KaggleError {
  return typeof error === "object" && error !== null && temporary.has(error as KaggleError);
}

/**
 * How long to wait after a failure, in milliseconds. Half to all of the exponential step, so that clients that failed
 * together do not come back together.
 * @param failures in a row, from 1
 */
export function retryDelay(
  error: KaggleError,
  failures: number,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number {
  const after = temporary.get(error)?.after;
  if (after !== undefined) return Math.min(after, policy.maxRetryAfter);
  const isRateLimit = error.reason === "rate limit";
  const step = policy.initialDelay * (isRateLimit ? rateLimitFactor : 1) * 2 ** (failures - 1);
  const longest = isRateLimit ? policy.maxRetryAfter : policy.maxDelay;
  return Math.min(step, longest) * (0.5 + random() / 2);
}

/**
 * The `Retry-After` of an answer in milliseconds (RFC 9110, 10.2.3): seconds or a date.
 * @returns undefined when there is none, or nothing that can be understood
 */
export function parseRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What a retried piece of work needs to know. */
export interface RetryContext {
  readonly retry: RetryPolicy;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  /** True when a server has answered before; without, nobody is kept waiting for a network that is not there. */
  readonly reached: boolean;
}

const attemptsWithoutNetwork = 3;

/**
 * Tries again after temporary errors.
 * @throws KaggleError the last one
 */
export async function withRetries<T>(context: RetryContext, attempt: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTemporary(error) || isRetryExhausted(error, failures, context)) throw error;
      await pause(error, failures, context);
    }
  }
}

export function isRetryExhausted(error: KaggleError, failures: number, context: RetryContext): boolean {
  return failures >= attemptsFor(error, context);
}

function attemptsFor(error: KaggleError, { retry, reached }: RetryContext): number {
  const isOffline = error.reason === "network" && !reached;
  return isOffline ? Math.min(attemptsWithoutNetwork, retry.attempts) : retry.attempts;
}

/** @throws KaggleError when the signal ends the wait */
export async function pause(error: KaggleError, failures: number, context: RetryContext): Promise<void> {
  const delay = retryDelay(error, failures, context.retry);
  const resumption = new Date(Date.now() + delay).toTimeString().slice(0, 8);
  const attempt = `attempt ${failures + 1} of ${attemptsFor(error, context)}`;
  context.log(`${error.message}. Retrying in ${seconds(delay)} (at ${resumption}, ${attempt}).`);
  try {
    await wait(delay, undefined, { ...(context.signal && { signal: context.signal }) });
  } catch {
    throw abortError();
  }
}

const seconds = (milliseconds: number) =>
  milliseconds >= 120_000
    ? `${Math.round(milliseconds / 60_000)} minutes`
    : `${(milliseconds / 1000).toFixed(1)} s`;

export function abortError(): KaggleError {
  return new KaggleError("aborted", "Stopped on request");
}
