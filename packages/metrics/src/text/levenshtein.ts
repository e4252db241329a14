import { assertSameLength } from "../errors.js";
import { mean } from "../sum.js";

const WORD = 32;
const CODE_POINTS = 0x110000;

/** Bit masks of the current pattern: `slots[symbol]` is 1 + the index of its masks. All 0 between calls. */
const slots = new Uint32Array(CODE_POINTS);

/**
 * Levenshtein distance: the fewest insertions, deletions and replacements that turn one sequence into the other. Text
 * is a sequence of code points, as in Python. Myers' bit-parallel algorithm (1999) in blocks of 32 rows (Hyyrö 2003).
 */
export function levenshtein(a: string | ArrayLike<number>, b: string | ArrayLike<number>): number {
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : distance(codesOf(a), codesOf(b));
  return distance(...numberSymbols(symbolsOf(a), symbolsOf(b)));
}

/** Mean over rows of {@link levenshtein}, at least 0; NaN for no rows. @throws MetricInputError for unlike lengths */
export function meanLevenshtein(
  yTrue: readonly (string | ArrayLike<number>)[],
  yPred: readonly (string | ArrayLike<number>)[],
): number {
  assertSameLength(yTrue.length, yPred.length);
  return mean(Float64Array.from(yTrue, (truth, row) => levenshtein(truth, yPred[row])));
}

function codesOf(text: string): Uint32Array {
  const codes = new Uint32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    if (code > 0xffff) i++;
    codes[length++] = code;
  }
  return codes.subarray(0, length);
}

function symbolsOf(sequence: string | ArrayLike<number>): ArrayLike<number> {
  return typeof sequence === "string" ? codesOf(sequence) : sequence;
}

/** Any numbers as small ones. */
function numberSymbols(a: ArrayLike<number>, b: ArrayLike<number>): [Uint32Array, Uint32Array] {
  const ids = new Map<number, number>();
  const number = (symbol: number) => {
    const id = ids.get(symbol) ?? ids.size;
    ids.set(symbol, id);
    return id;
  };
  return [Uint32Array.from(a, number), Uint32Array.from(b, number)];
}

function distance(a: Uint32Array, b: Uint32Array): number {
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const first = a.subarray(start, endA);
  const second = b.subarray(start, endB);
  const [pattern, text] = first.length <= second.length ? [first, second] : [second, first];
  if (pattern.length === 0) return text.length;
  return scan(pattern, text);
}

function scan(pattern: Uint32Array, text: Uint32Array): number {
  const blocks = Math.ceil(pattern.length / WORD);
  // Index 0 is the all-zero mask of symbols that the pattern lacks.
  const masks = new Int32Array((distinctSymbols(pattern) + 1) * blocks);
  for (let i = 0; i < pattern.length; i++) masks[slots[pattern[i]] * blocks + (i >>> 5)] |= 1 << (i & 31);
  // Bit i: the cell of row i is greater (up) or less (down) by one than the cell above it.
  const up = new Int32Array(blocks).fill(-1);
  const down = new Int32Array(blocks);
  const lastBit = (pattern.length - 1) & 31;
  let score = pattern.length;
  for (let t = 0; t < text.length; t++) {
    const offset = slots[text[t]] * blocks;
    let carryUp = 1;
    let carryDown = 0;
    for (let k = 0; k < blocks; k++) {
      const above = up[k];
      const below = down[k];
      const equal = masks[offset + k];
      const vertical = equal | below;
      const diagonal = equal | carryDown;
      const horizontal = (((diagonal & above) + above) ^ above) | diagonal;
      let right = below | ~(horizontal | above);
      let left = above & horizontal;
      const bit = k === blocks - 1 ? lastBit : 31;
      const rightOut = (right >>> bit) & 1;
      const leftOut = (left >>> bit) & 1;
      right = (right << 1) | carryUp;
      left = (left << 1) | carryDown;
      up[k] = left | ~(vertical | right);
      down[k] = right & vertical;
      carryUp = rightOut;
      carryDown = leftOut;
    }
    score += carryUp - carryDown;
  }
  for (let i = 0; i < pattern.length; i++) slots[pattern[i]] = 0;
  return score;
}

/** Numbers the pattern's symbols from 1 and returns how many there are. */
function distinctSymbols(pattern: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < pattern.length; i++) if (slots[pattern[i]] === 0) slots[pattern[i]] = ++count;
  return count;
}
