import { createRandomState } from "@mlebench/sampling";

/** Seeded chance. Only additions and multiplications follow it, so every machine draws the same texts. */
export interface Dice {
  /** In [0, 1). */
  uniform(): number;
  /** An integer in [0, n). */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** Dice for one purpose: different purposes do not disturb each other's draws. */
export function createDice(seed: number, purpose: number): Dice {
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
