import type { Pair } from "@dodona/dolos-core";

/** Lines that two files share, from 1, both ends included. */
export interface LineRange {
  left: [first: number, last: number];
  right: [first: number, last: number];
  /** Fingerprints in a row. */
  kgrams: number;
}

/** Shorter runs are idioms of a line or two. */
const minKgrams = 3;
/** Code that repeats itself thousands of times has more pairs of lines than memory. */
const maxOccurrences = 2_000_000;

/**
 * The lines that two files share, the longest runs first.
 * @returns undefined if the files repeat themselves so often that the ranges would say nothing
 */
export function lineRanges(pair: Pair, limit: number): LineRange[] | undefined {
  let occurrences = 0;
  for (const fingerprint of pair.leftEntry.shared) {
    occurrences +=
      fingerprint.occurrencesOf(pair.leftFile).length * fingerprint.occurrencesOf(pair.rightFile).length;
  }
  if (occurrences > maxOccurrences) return undefined;
  return pair
    .buildFragments(minKgrams)
    .map(
      ({ leftSelection: left, rightSelection: right, pairs }): LineRange => ({
        left: [left.startRow + 1, left.endRow + 1],
        right: [right.startRow + 1, right.endRow + 1],
        kgrams: pairs.length,
      }),
    )
    .sort((a, b) => b.kgrams - a.kgrams || a.left[0] - b.left[0] || a.right[0] - b.right[0])
    .slice(0, limit);
}
