import type { WriteMiniature } from "@mlebench/core";
import { createRandomState, type RandomState } from "@mlebench/sampling";
import { createDraws, type Draws } from "./draws.js";
import { RawWriter } from "./raw-writer.js";

/** What a miniature is written with. */
export interface MiniatureTools extends Draws {
  /** The raw folder. */
  raw: RawWriter;
  /** NumPy's `RandomState` of the seed. The methods of {@link Draws} draw from it too. */
  random: RandomState;
  /** Approximate number of labeled examples. */
  size: number;
}

/**
 * Makes a competition's `writeMiniature` from a function that writes the raw files.
 * @example
 * export const writeMiniature = defineMiniature(async ({ raw, pick, chance, size }) => {
 *   const rows = Array.from({ length: size }, (_, id) => [id, pick(["red", "green"]), Number(chance(0.3))]);
 *   await raw.csv("train.csv", ["id", "color", "label"], rows);
 * });
 */
export function defineMiniature(work: (tools: MiniatureTools) => Promise<void>): WriteMiniature {
  return async ({ out, seed, size }) => {
    const random = createRandomState(seed);
    await work({ raw: new RawWriter(out), random, size, ...createDraws(random) });
  };
}
