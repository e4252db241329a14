import { assertSameLength } from "../errors.js";
import { mean } from "../sum.js";

const WORD = 32;
const CODE_POINTS = 0x110000;

/** By symbol, its places among 32 symbols of the pattern. All 0 between calls. */
const masks = new Int32Array(CODE_POINTS);

/** By symbol, for the mask of a band: the column that it was last brought up to. */
const columnOf = new Int32Array(CODE_POINTS);

/** Symbols of the two sequences, and carries by symbol of the text. They only grow: a million rows are compared in turn. */
let first = new Uint32Array(256);
let second = new Uint32Array(256);
let carries = new Uint8Array(256);

/**
 * Levenshtein distance: the fewest insertions, deletions and replacements that turn one sequence into the other. Text
 * is a sequence of code points, as in Python. Myers' bit-parallel algorithm (1999) in blocks of 32 rows (Hyyrö 2003).
 */
export function levenshtein(a: string | ArrayLike<number>, b: string | ArrayLike<number>): number {
  if (typeof a === "string" && typeof b === "string") {
    if (a === b) return 0;
    if (first.length < a.length) first = new Uint32Array(2 * a.length);
    if (second.length < b.length) second = new Uint32Array(2 * b.length);
    return distance(first, readCodes(a, first), second, readCodes(b, second));
  }
  const [one, other] = numberSymbols(symbolsOf(a), symbolsOf(b));
  return distance(one, one.length, other, other.length);
}

/** Mean over rows of {@link levenshtein}, at least 0; NaN for no rows. @throws MetricInputError for unlike lengths */
export function meanLevenshtein(
  yTrue: readonly (string | ArrayLike<number>)[],
  yPred: readonly (string | ArrayLike<number>)[],
): number {
  assertSameLength(yTrue.length, yPred.length);
  const distances = new Float64Array(yTrue.length);
  for (let row = 0; row < distances.length; row++) distances[row] = levenshtein(yTrue[row], yPred[row]);
  return mean(distances);
}

/** A sum of integers is the same in any order of rows. */
meanLevenshtein.ignoresOrder = true;

/** Writes the code points of a text. @returns how many there are */
function readCodes(text: string, codes: Uint32Array): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const code = unit >= 0xd800 && unit < 0xdc00 ? (text.codePointAt(i) as number) : unit;
    if (code > 0xffff) i++;
    codes[length++] = code;
  }
  return length;
}

function symbolsOf(sequence: string | ArrayLike<number>): ArrayLike<number> {
  if (typeof sequence !== "string") return sequence;
  const codes = new Uint32Array(sequence.length);
  return codes.subarray(0, readCodes(sequence, codes));
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

function distance(a: Uint32Array, lengthA: number, b: Uint32Array, lengthB: number): number {
  let start = 0;
  let endA = lengthA;
  let endB = lengthB;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  if (endA > endB) return between(b, start, endB, a, endA);
  return between(a, start, endA, b, endB);
}

/** So far from the diagonal a band of 32 rows reaches to both sides. */
const REACH = 15;

function between(
  pattern: Uint32Array,
  start: number,
  patternEnd: number,
  text: Uint32Array,
  textEnd: number,
): number {
  // One block takes no longer than a band.
  if (patternEnd - start > WORD && textEnd - patternEnd <= REACH) {
    const near = scanBand(text, start, textEnd, pattern, patternEnd);
    if (near <= REACH) return near;
  }
  return scan(pattern, start, patternEnd, text, textEnd);
}

/**
 * The distance if it is at most {@link REACH}, else a greater number: 32 rows along the diagonal, which move down by one
 * with every column (Hyyrö 2003).
 * @param rows the longer sequence, more than {@link REACH} symbols
 */
function scanBand(
  rows: Uint32Array,
  start: number,
  rowsEnd: number,
  columns: Uint32Array,
  columnsEnd: number,
): number {
  const height = rowsEnd - start;
  const width = columnsEnd - start;
  for (let j = -REACH; j < 0; j++) enter(rows[start + REACH + j], j);
  const inner = height - REACH;
  // The score can fall along a row, but not along the diagonal.
  const hopeless = REACH + width - inner;
  let up = -1 << (WORD - 1 - REACH);
  let down = 0;
  let score = REACH;
  let shift = WORD - 2;
  let column = 0;
  for (; column < width && score <= hopeless; column++) {
    if (column < inner) enter(rows[start + REACH + column], column);
    const symbol = columns[start + column];
    const age = column - columnOf[symbol];
    const equal = age < WORD ? masks[symbol] >>> age : 0;
    const diagonal = (((equal & up) + up) ^ up) | equal | down;
    const right = down | ~(diagonal | up);
    const left = diagonal & up;
    if (column < inner) score += diagonal < 0 ? 0 : 1;
    else {
      score += ((right >>> shift) & 1) - ((left >>> shift) & 1);
      shift--;
    }
    const below = diagonal >>> 1;
    up = left | ~(below | right);
    down = below & right;
  }
  for (let row = start; row < rowsEnd; row++) masks[rows[row]] = 0;
  return score <= hopeless ? score : REACH + 1;
}

/** Brings a symbol's mask up to a column, and adds the row that comes into the band at its end. */
function enter(symbol: number, column: number): void {
  const mask = masks[symbol];
  const age = column - columnOf[symbol];
  masks[symbol] = (mask !== 0 && age < WORD ? mask >>> age : 0) | (1 << (WORD - 1));
  columnOf[symbol] = column;
}

/** Distance between `pattern[start, patternEnd)` and `text[start, textEnd)`. */
function scan(
  pattern: Uint32Array,
  start: number,
  patternEnd: number,
  text: Uint32Array,
  textEnd: number,
): number {
  const columns = textEnd - start;
  if (carries.length < columns) carries = new Uint8Array(2 * columns);
  // Bit 0: a cell of the row above the block is greater than the cell to its left; bit 1: it is less.
  carries.fill(1, 0, columns);
  for (let block = start; block < patternEnd; block += WORD) {
    const rows = Math.min(WORD, patternEnd - block);
    for (let i = 0; i < rows; i++) masks[pattern[block + i]] |= 1 << i;
    scanBlock(text, start, textEnd, rows - 1);
    for (let i = 0; i < rows; i++) masks[pattern[block + i]] = 0;
  }
  let score = patternEnd - start;
  for (let t = 0; t < columns; t++) score += (carries[t] & 1) - (carries[t] >> 1);
  return score;
}

/** All columns of the rows that `masks` has, from the carries above them to those below bit `last`. */
function scanBlock(text: Uint32Array, start: number, end: number, last: number): void {
  // Bit i: the cell of row i is greater (up) or less (down) by one than the cell above it.
  let up = -1;
  let down = 0;
  for (let t = start; t < end; t++) {
    const carry = carries[t - start];
    const equal = masks[text[t]];
    const vertical = equal | down;
    const diagonal = equal | (carry >> 1);
    const horizontal = (((diagonal & up) + up) ^ up) | diagonal;
    const right = down | ~(horizontal | up);
    const left = up & horizontal;
    carries[t - start] = ((right >>> last) & 1) | (((left >>> last) & 1) << 1);
    const carriedRight = (right << 1) | (carry & 1);
    up = (left << 1) | (carry >> 1) | ~(vertical | carriedRight);
    down = carriedRight & vertical;
  }
}
