import { createHash } from "node:crypto";
import { abortError, type Clock, pause } from "./retry.js";

/** Turns of calls that share a provider and a key. */
export interface Limiter {
  /** Waits for a turn; the returned function ends it. */
  readonly acquire: (clock: Clock, signal?: AbortSignal) => Promise<() => void>;
  /** Nobody gets a turn for so long, and fewer calls go at a time from then on. */
  readonly slowDown: (clock: Clock, milliseconds: number) => void;
  /** A call that went well: more may go at a time again. */
  readonly speedUp: () => void;
  /** Raises or lowers how many calls go at a time. */
  readonly setMost: (most: number) => void;
  /** How many go at a time now. */
  readonly current: () => number;
}

interface Waiting {
  readonly go: () => void;
}

/** @param most calls at a time, at first and at most */
export function createLimiter(most: number): Limiter {
  let allowed = most;
  let active = 0;
  let successes = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const queue: Waiting[] = [];

  const next = (): void => {
    while (active < allowed) {
      const waiting = queue.shift();
      if (waiting === undefined) return;
      active += 1;
      waiting.go();
    }
  };
  const release = (): void => {
    active -= 1;
    next();
  };
  const turn = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiting = {
        go: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      const leave = () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(abortError());
      };
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      signal?.addEventListener("abort", leave, { once: true });
      queue.push(waiting);
      next();
    });

  return {
    async acquire(clock, signal) {
      await turn(signal);
      try {
        for (let left = pausedUntil - clock.now(); left > 0; left = pausedUntil - clock.now())
          await pause(clock, left, signal);
      } catch (error) {
        release();
        throw error;
      }
      let isReleased = false;
      return () => {
        if (!isReleased) release();
        isReleased = true;
      };
    },
    slowDown(clock, milliseconds) {
      const until = clock.now() + milliseconds;
      // Calls that were on their way fail together; that is one reason to slow down, and no more.
      if (clock.now() >= pausedUntil) allowed = Math.max(1, Math.floor(allowed / 2));
      pausedUntil = Math.max(pausedUntil, until);
      successes = 0;
    },
    speedUp() {
      if (allowed >= most) return;
      successes += 1;
      if (successes < allowed) return;
      successes = 0;
      allowed += 1;
      next();
    },
    setMost(number) {
      most = number;
      allowed = number;
      next();
    },
    current: () => allowed,
  };
}

const shared = new Map<string, { limiter: Limiter; most: number }>();

/** The limiter of a provider, an address, and a key in this process. The last one to ask decides how many go at a time. */
export function sharedLimiter(provider: string, address: string, key: string, most: number): Limiter {
  const id = createHash("sha256")
    .update(JSON.stringify([provider, address, key]))
    .digest("hex");
  const found = shared.get(id);
  if (found === undefined) {
    const limiter = createLimiter(most);
    shared.set(id, { limiter, most });
    return limiter;
  }
  if (found.most !== most) {
    found.limiter.setMost(most);
    found.most = most;
  }
  return found.limiter;
}
