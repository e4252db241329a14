import { pause } from "../time/pause.js";

/** How often a disk is looked at, at most and at least. */
const pauseMilliseconds = { least: 250, most: 2000 };

/** The share of time that measuring may take, and the share if little space is left. */
const share = { usual: 0.05, near: 0.25 };

/** What an agent can write in a second where nothing is known of it, into memory that the kernel writes out later. */
const burstBytes = 1e9;

/**
 * Looks at how much has been written until it is more than the limit or the signal aborts: the more often, the less
 * space is left or the faster it is used up.
 * @param written gives bytes; undefined if it is unknown now
 * @param onExceeded gets what was written
 */
export async function watchDisk(options: {
  limit: number;
  written: () => Promise<number | undefined>;
  onExceeded: (bytes: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<void> {
  const { limit, written, onExceeded, signal } = options;
  let before: { time: number; bytes: number } | undefined;
  let rate = 0;
  while (!signal.aborted) {
    const start = performance.now();
    const bytes = await written();
    const now = performance.now();
    let next = pauseMilliseconds.most;
    if (bytes !== undefined) {
      if (bytes > limit) return onExceeded(bytes);
      if (before !== undefined) rate = Math.max(0, (bytes - before.bytes) / (now - before.time)) * 1000;
      before = { time: now, bytes };
      // Half of the time in which what is left could be used up.
      next = ((limit - bytes) / Math.max(burstBytes, 2 * rate)) * 500;
    }
    const isNear = next < pauseMilliseconds.most;
    const bounded = Math.min(Math.max(next, pauseMilliseconds.least), pauseMilliseconds.most);
    await pause(Math.max(bounded, (now - start) / (isNear ? share.near : share.usual)), signal);
  }
}
