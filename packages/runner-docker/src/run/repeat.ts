import { pause } from "@mlebench/runner";

/** Repeats something as long as it is not aborted, with pauses so long that it takes a small part of the time. */
export async function repeat(
  work: () => Promise<void>,
  options: { milliseconds: number; share: number; signal: AbortSignal },
): Promise<void> {
  const { milliseconds, share, signal } = options;
  while (!signal.aborted) {
    const start = performance.now();
    await work();
    await pause(Math.max(milliseconds, (performance.now() - start) / share), signal);
  }
}
