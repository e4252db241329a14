import { RollingHash, TokenHash, type TokenizedFile } from "@dodona/dolos-core";

/** How files are cut into fingerprints. */
export interface FingerprintSettings {
  /** Tokens in a fingerprint. */
  kgramLength: number;
  /** Of so many fingerprints in a row, one is kept. */
  kgramsInWindow: number;
}

/** The fingerprints of a file, for comparing it with many others. */
export interface FileFingerprints {
  file: TokenizedFile;
  /** Hash of each fingerprint, in the order of the file. */
  hashes: readonly number[];
  /** Where in `hashes` each hash is, ascending. */
  positions: ReadonlyMap<number, readonly number[]>;
}

export function fileFingerprints(file: TokenizedFile, settings: FingerprintSettings): FileFingerprints {
  const hashes = winnow(file.tokens, settings);
  const positions = new Map<number, number[]>();
  hashes.forEach((hash, position) => {
    const found = positions.get(hash);
    if (found === undefined) positions.set(hash, [position]);
    else found.push(position);
  });
  return { file, hashes, positions };
}

const hasher = new TokenHash();
const tokenHashes = new Map<string, number>();

/**
 * Hashes of the fingerprints that Dolos's `WinnowFilter` keeps: the rightmost smallest one of each window, each once.
 * Only the hashes, since the place of every fingerprint is needed for few pairs of files.
 */
function winnow(
  tokens: readonly string[],
  { kgramLength, kgramsInWindow: size }: FingerprintSettings,
): number[] {
  const rolling = new RollingHash(kgramLength);
  const window = new Array<number>(size).fill(Number.MAX_SAFE_INTEGER);
  const kept: number[] = [];
  let at = 0;
  let smallest = 0;
  tokens.forEach((token, i) => {
    const hash = rolling.nextHash(tokenHash(token));
    if (i < kgramLength - 1) return;
    at = (at + 1) % size;
    window[at] = hash;
    if (smallest === at) {
      // The smallest one has left the window.
      for (let other = (at + 1) % size; other !== at; other = (other + 1) % size)
        if (window[other] <= window[smallest]) smallest = other;
    } else if (hash <= window[smallest]) smallest = at;
    else return;
    kept.push(window[smallest]);
  });
  return kept;
}

function tokenHash(token: string): number {
  let hash = tokenHashes.get(token);
  if (hash === undefined) {
    hash = hasher.hashToken(token);
    tokenHashes.set(token, hash);
  }
  return hash;
}

/** How many fingerprints of a file are no boilerplate. */
export function filteredTotal({ hashes }: FileFingerprints, boilerplate: ReadonlySet<number>): number {
  return boilerplate.size === 0 ? hashes.length : hashes.filter((hash) => !boilerplate.has(hash)).length;
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
