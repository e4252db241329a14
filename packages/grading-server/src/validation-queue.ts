/** Lets one piece of work go on at a time, and a few wait. */
export interface ValidationQueue {
  /** How many wait at the moment. */
  readonly waiting: number;
  /** True when nobody else may join the queue. */
  readonly full: boolean;
  /**
   * Waits until no other work is running.
   * @returns function that releases the queue; calling it again has no effect
   */
  acquire(): Promise<() => void>;
}

/** @param places how many may wait */
export function createQueue(places: number): ValidationQueue {
  const queue: (() => void)[] = [];
  let busy = false;
  const next = (): void => {
    const start = queue.shift();
    if (start === undefined) busy = false;
    else start();
  };
  return {
    get waiting() {
      return queue.length;
    },
    get full() {
      return busy && queue.length >= places;
    },
    async acquire() {
      if (busy) await new Promise<void>((start) => queue.push(start));
      busy = true;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        next();
      };
    },
  };
}

/** Counts what happens within a window of time that slides along. */
export interface RateWindow {
  /**
   * Takes a place in the window when there is one.
   * @param now milliseconds
   * @returns 0 when it was taken, else the seconds after which to try again, at least 1
   */
  take(now: number): number;
}

export function createRateWindow(requests: number, seconds: number): RateWindow {
  const taken: number[] = [];
  return {
    take(now) {
      while (taken.length > 0 && taken[0] <= now - seconds * 1000) taken.shift();
      if (taken.length < requests) {
        taken.push(now);
        return 0;
      }
      const free = (taken[0] ?? now) + seconds * 1000;
      return Math.max(1, Math.ceil((free - now) / 1000));
    },
  };
}
