import type { FileEntry, TokenizedFile } from "@dodona/dolos-core";

/** The fingerprints of a file, for comparing it with many others. */
export interface FileFingerprints {
  file: TokenizedFile;
  /** Hash of each fingerprint, in the order of the file. */
  hashes: Uint32Array;
  /** Where in `hashes` each hash is, ascending. */
  positions: ReadonlyMap<number, readonly number[]>;
  /** How many are no boilerplate. */
  filteredTotal: number;
}

export function fileFingerprints(
  { file, kgrams, shared }: FileEntry,
  boilerplate: ReadonlySet<number> = new Set(),
): FileFingerprints {
  const hashes = new Uint32Array(kgrams.length);
  const positions = new Map<number, number[]>();
  let filteredTotal = 0;
  for (const fingerprint of shared) {
    const { hash } = fingerprint;
    const found = fingerprint.occurrencesOf(file).map(({ side }) => side.index);
    for (const position of found) hashes[position] = hash;
    positions.set(hash, found);
    if (!boilerplate.has(hash)) filteredTotal += found.length;
  }
  return { file, hashes, positions, filteredTotal };
}

/** How many fingerprints of each of two files the other one has too, which Dolos calls covered. */
export interface SharedCounts {
  left: number;
  right: number;
  /** The same without boilerplate. */
  filteredLeft: number;
  filteredRight: number;
}

export function sharedCounts(
  left: FileFingerprints,
  right: FileFingerprints,
  boilerplate: ReadonlySet<number> = new Set(),
): SharedCounts {
  const isSwapped = left.positions.size > right.positions.size;
  const [few, many] = isSwapped ? [right, left] : [left, right];
  let [ofFew, ofMany, filteredFew, filteredMany] = [0, 0, 0, 0];
  for (const [hash, found] of few.positions) {
    const others = many.positions.get(hash);
    if (others === undefined) continue;
    ofFew += found.length;
    ofMany += others.length;
    if (boilerplate.has(hash)) continue;
    filteredFew += found.length;
    filteredMany += others.length;
  }
  return isSwapped
    ? { left: ofMany, right: ofFew, filteredLeft: filteredMany, filteredRight: filteredFew }
    : { left: ofFew, right: ofMany, filteredLeft: filteredFew, filteredRight: filteredMany };
}

/** Length of the run that ends at a position of the shorter file, and for which row it holds. */
interface Row {
  lengths: Int32Array;
  owner: Int32Array;
}

const newRow = (size: number): Row => ({
  lengths: new Int32Array(size),
  owner: new Int32Array(size).fill(-1),
});

/**
 * Longest run of shared fingerprints, as Dolos counts it: in the file with more of them (the left one if equal), what is
 * not shared may be between them, in the other one nothing. Time grows with the number of equal pairs, and not with the
 * product of the lengths.
 */
export function longestRun(
  left: FileFingerprints,
  right: FileFingerprints,
  { left: leftCount, right: rightCount }: Pick<SharedCounts, "left" | "right">,
): number {
  if (leftCount === 0) return 0;
  const [short, long] = leftCount < rightCount ? [left, right] : [right, left];
  let previous = newRow(short.hashes.length);
  let current = newRow(short.hashes.length);
  let longest = 0;
  let row = 0;
  for (const hash of long.hashes) {
    const matches = short.positions.get(hash);
    if (matches === undefined) continue;
    for (const position of matches) {
      const before =
        position > 0 && previous.owner[position - 1] === row - 1 ? previous.lengths[position - 1] : 0;
      current.lengths[position] = before + 1;
      current.owner[position] = row;
      if (before + 1 > longest) longest = before + 1;
    }
    [previous, current] = [current, previous];
    row += 1;
  }
  return longest;
}
