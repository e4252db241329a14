import { setImmediate } from "node:timers/promises";

/** Milliseconds after which timers and signals get a chance. */
const longestTurn = 50;

/** A function to await often in long work, which lets timers and signals have their turn now and then. */
export function pauses(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < longestTurn) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}
