import { preciseLog } from "./precise-log.js";

/**
 * Standard normal draws by Marsaglia's polar method, two a time: the second waits for the next call.
 *
 * @param double - draws doubles in [0, 1).
 */
export function createPolarNormal(double: () => number): () => number {
  let waiting: number | undefined;
  return () => {
    if (waiting !== undefined) {
      const value = waiting;
      waiting = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * double() - 1;
      const y = 2 * double() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * preciseLog(square)) / square);
      waiting = factor * x;
      return factor * y;
    }
  };
}
