import { setTimeout as sleep } from "node:timers/promises";

/** What setTimeout can hold. */
const longest = 2 ** 31 - 1;

/** Resolves after some milliseconds, however many, or when the signal is aborted; never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  for (let left = milliseconds; left > 0 && signal?.aborted !== true; left -= longest) {
    await sleep(Math.min(left, longest), undefined, { ...(signal !== undefined && { signal }) }).catch(
      () => undefined,
    );
  }
}

/** Resolves when the promise does, or after some milliseconds; leaves no timer behind. */
export async function waitAtMost(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([promise, pause(milliseconds, over.signal)]).finally(() => over.abort());
}

/** Resolves when the signal is aborted; listens only until `done` is. */
export function whenAborted(signal: AbortSignal, done: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true, signal: done }),
  );
}
