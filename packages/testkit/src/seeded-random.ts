import { createRandomState } from "@mlebench/sampling";

/** Seeded random source. Callers apply only exact operations to its draws, so output is identical on every platform. */
export interface SeededRandom {
  /** In [0, 1). */
  uniform(): number;
  /** An integer in [0, n). */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** Creates the random source of one purpose. Draws for different purposes are independent of each other. */
export function createSeededRandom(seed: number, purpose: number): SeededRandom {
  const state = createRandomState([seed, purpose]);
  const below = (n: number): number => Math.floor(state.random() * n);
  return {
    uniform: () => state.random(),
    below,
    pick: (items) => items[below(items.length)],
    shuffled(items) {
      const copy = [...items];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [copy[last], copy[other]] = [copy[other], copy[last]];
      }
      return copy;
    },
  };
}
