/** What setTimeout can hold. */
const longest = 2 ** 31 - 1;

/** Resolves after some milliseconds, however many, or when the signal is aborted; never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  for (let left = milliseconds; left > 0 && signal?.aborted !== true; left -= longest) {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(left, longest));
      signal?.addEventListener("abort", end);
    });
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
