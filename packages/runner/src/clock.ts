import { bootId } from "@mlebench/disk";

/** A moment that another process of the same machine can measure from. */
export interface Timestamp {
  /** Wall clock, ISO 8601 in UTC. */
  time: string;
  /** Seconds of a clock that never jumps; it counts from the machine's start. */
  monotonic: number;
  /** Identifies the machine's boot; null where the system has no such ID. */
  boot: string | null;
}

export function now(): Timestamp {
  return { time: new Date().toISOString(), monotonic: monotonicSeconds(), boot: bootId() };
}

/** The moment so many seconds before now. */
export function secondsAgo(seconds: number): Timestamp {
  const time = new Date(Date.now() - seconds * 1000).toISOString();
  return { time, monotonic: monotonicSeconds() - seconds, boot: bootId() };
}

/**
 * Seconds since a moment, also one that another process took. The wall clock is asked only when the machine has been
 * restarted in between.
 */
export function secondsSince(moment: Timestamp): number {
  if (moment.boot !== null && moment.boot === bootId()) return monotonicSeconds() - moment.monotonic;
  return Math.max(0, (Date.now() - Date.parse(moment.time)) / 1000);
}

function monotonicSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
