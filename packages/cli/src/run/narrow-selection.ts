import { randomInt } from "node:crypto";
import { UsageError } from "@mlebench/core";
import { note } from "../terminal.js";
import type { RunConfig } from "./run-options.js";

/**
 * The competitions that `--sample-shuffle` and `--limit` leave of a selection: shuffled first, then cut, as Inspect does.
 * @throws UsageError for a limit that leaves none
 */
export async function narrowed(
  references: readonly string[],
  { sampleShuffle, limit }: Pick<RunConfig, "sampleShuffle" | "limit">,
): Promise<readonly string[]> {
  const [first, last] = limit === undefined ? [1, references.length] : rangeOf(limit);
  const isShuffled = sampleShuffle !== undefined && sampleShuffle !== false;
  const ordered = isShuffled ? await shuffled(references, sampleShuffle) : references;
  const left = ordered.slice(first - 1, last);
  if (left.length > 0) return left;
  throw new UsageError(`\`--limit ${limit}\` leaves no competition`, {
    expected: `a range within the ${references.length} that are selected`,
  });
}

/** `5`: the first five; `10-20`: from the tenth to the twentieth. */
function rangeOf(limit: string): [number, number] {
  const [, from, to] = /^(?:([1-9]\d*)-)?([1-9]\d*)$/.exec(limit.trim()) ?? [];
  if (to !== undefined && Number(from ?? 1) <= Number(to)) return [Number(from ?? 1), Number(to)];
  throw new UsageError(`Invalid \`--limit\`: \`${limit}\``, {
    expected: "a number of competitions, or a range such as `10-20`",
  });
}

async function shuffled(references: readonly string[], seed: number | true): Promise<string[]> {
  const { createPythonRandom } = await import("@mlebench/sampling");
  const chosen = seed === true ? randomInt(2 ** 31) : seed;
  if (seed === true) note(`Shuffled the competitions: \`--sample-shuffle ${chosen}\` gives the same order.`);
  const order = [...references];
  createPythonRandom(chosen).shuffle(order);
  return order;
}
