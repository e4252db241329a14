import { createRandomState, type RandomState, type RandomStateSeed } from "./numpy-random-state.js";

/** Positions of the rows of both parts, in the order in which scikit-learn returns them. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** A seed, or a generator to continue drawing from. */
export type RandomSource = RandomStateSeed | RandomState;

/** A new generator for a seed; a generator is returned unchanged. */
export function randomStateOf(source: RandomSource): RandomState {
  if (typeof source === "number" || Array.isArray(source)) return createRandomState(source);
  return source as RandomState;
}
