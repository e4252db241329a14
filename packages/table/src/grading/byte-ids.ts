import type { CsvSource } from "../csv/csv-source.js";
import { CellForm } from "../csv/row-tokenizer.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { identityOrder, orderOfWords } from "../rows/radix-order.js";
import type { Table } from "../table.js";

/** The texts of a column as they stand in the file, one after another. */
interface ByteTexts {
  bytes: Uint8Array;
  /** Where each text begins, and the end of the last. */
  offsets: Uint32Array;
}

/** Row positions of two tables. */
export interface Orders {
  submission: Uint32Array;
  answers: Uint32Array;
}

/** Copies of so many bytes of IDs are made at most. */
const mostBytes = 2 ** 30;

/** Memory for more is taken only as it is needed: the first texts may be longer than most. */
const mostExpected = 2 ** 26;

/**
 * The orders that sort two tables by a column of text, if that pairs rows of equal text and no text repeats. Texts are
 * compared as bytes, which orders UTF-8 by code point, so that no strings are made.
 * @returns undefined where that is not so, and where only a closer look would show it: a missing value, doubled quotes, rows
 * that were chosen or put in order before, a column that is not all text
 */
export function pairByBytes(submission: Table, answers: Table, name: string): Orders | undefined {
  if (submission.length !== answers.length || answers.length === 0) return undefined;
  const wanted = textsOf(answers, name);
  const given = wanted && textsOf(submission, name);
  if (given === undefined || wanted === undefined || given.bytes.length !== wanted.bytes.length)
    return undefined;
  const isSame = sameTexts(given, wanted);
  if (isSame && isAscending(wanted)) {
    const order = identityOrder(answers.length);
    return { submission: order, answers: order };
  }
  const code = codeOf(wanted);
  const sorted = sortTexts(wanted, code);
  if (sorted === undefined) return undefined;
  if (isSame) return { submission: sorted.order, answers: sorted.order };
  const other = sortTexts(given, code);
  if (other === undefined || !haveSameKeys(other, sorted)) return undefined;
  const { order } = sorted;
  // Keys of complete texts decide, but for their lengths.
  const isEqual = coversAll(code, wanted) ? haveSameLength : haveSameText;
  for (let i = 0; i < order.length; i++) {
    if (!isEqual(given, other.order[i], wanted, order[i])) return undefined;
  }
  return { submission: other.order, answers: order };
}

function textsOf(table: Table, name: string): ByteTexts | undefined {
  const reference = table.references.find((candidate) => candidate.name === name);
  if (reference?.data.kind !== "source" || reference.rows !== undefined) return undefined;
  const { source, index } = reference.data;
  const { dtype, chunks } = source.columns[index];
  return dtype === "object" && chunks === undefined ? copyTexts(source, index) : undefined;
}

/** Undefined where a text is missing or has to be unescaped. */
function copyTexts(source: CsvSource, index: number): ByteTexts | undefined {
  const offsets = new Uint32Array(source.rowCount + 1);
  let bytes = new Uint8Array(1024);
  let length = 0;
  const isWhole = source.eachPlace(index, (row, from, start, end, form) => {
    if (form >= CellForm.escaped || isMissingSpelling(from, start, end)) return false;
    if (length + end - start > bytes.length) {
      const share = (row + 1) / source.rowCount;
      const expected = Math.min(mostExpected, (1.1 * length) / share);
      const larger = new Uint8Array(Math.max(2 * bytes.length, length + end - start, expected));
      larger.set(bytes);
      bytes = larger;
    }
    offsets[row] = length;
    for (let at = start; at < end; at++) bytes[length++] = from[at];
    return length <= mostBytes;
  });
  if (!isWhole) return undefined;
  offsets[source.rowCount] = length;
  return { bytes: bytes.subarray(0, length), offsets };
}

function sameTexts(a: ByteTexts, b: ByteTexts): boolean {
  return (
    Buffer.compare(a.bytes, b.bytes) === 0 && a.offsets.every((offset, row) => offset === b.offsets[row])
  );
}

function isAscending(texts: ByteTexts): boolean {
  for (let row = 1; row < texts.offsets.length - 1; row++) {
    if (compareTexts(texts, row - 1, texts, row) >= 0) return false;
  }
  return true;
}

const lengthOf = ({ offsets }: ByteTexts, row: number): number => offsets[row + 1] - offsets[row];

const haveSameLength = (a: ByteTexts, rowA: number, b: ByteTexts, rowB: number): boolean =>
  lengthOf(a, rowA) === lengthOf(b, rowB);

const haveSameText = (a: ByteTexts, rowA: number, b: ByteTexts, rowB: number): boolean =>
  compareTexts(a, rowA, b, rowB) === 0;

function compareTexts(a: ByteTexts, rowA: number, b: ByteTexts, rowB: number): number {
  const lengthA = lengthOf(a, rowA);
  const lengthB = lengthOf(b, rowB);
  const shorter = Math.min(lengthA, lengthB);
  const startA = a.offsets[rowA];
  const startB = b.offsets[rowB];
  for (let i = 0; i < shorter; i++) {
    const difference = a.bytes[startA + i] - b.bytes[startB + i];
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

function longest(texts: ByteTexts): number {
  let most = 0;
  for (let row = 0; row < texts.offsets.length - 1; row++) most = Math.max(most, lengthOf(texts, row));
  return most;
}

/** How the beginning of a text becomes two words that order as the texts do. */
interface KeyCode {
  /** Bytes that all texts begin with. */
  prefix: Uint8Array;
  /** Per byte its rank among those that occur after the prefix; -1 for one that does not occur. */
  ranks: Int16Array;
  /** Bits of a rank. */
  bits: number;
  /** Ranks in a word. */
  perWord: number;
  /** The length of all texts; undefined where they differ, and then no rank is 0, which stands for the end. */
  length: number | undefined;
}

function codeOf(texts: ByteTexts): KeyCode {
  const { bytes, offsets } = texts;
  let common = offsets[1];
  let length: number | undefined = common;
  for (let row = 1; row < offsets.length - 1; row++) {
    const start = offsets[row];
    if (lengthOf(texts, row) !== length) length = undefined;
    common = Math.min(common, lengthOf(texts, row));
    let same = 0;
    while (same < common && bytes[start + same] === bytes[same]) same++;
    common = same;
  }
  const occurs = new Uint8Array(256);
  for (let row = 0; row < offsets.length - 1; row++) {
    for (let at = offsets[row] + common; at < offsets[row + 1]; at++) occurs[bytes[at]] = 1;
  }
  let next = length === undefined ? 1 : 0;
  const ranks = Int16Array.from(occurs, (one) => (one === 1 ? next++ : -1));
  const bits = Math.max(1, 32 - Math.clz32(next - 1));
  return { prefix: bytes.slice(0, common), ranks, bits, perWord: Math.floor(32 / bits), length };
}

/** Rows in ascending order of their texts, and the words of their keys in the order of the file. */
interface Sorted {
  order: Uint32Array;
  high: Uint32Array;
  low: Uint32Array;
}

/** Whether texts of equal keys can only differ in their length. */
const coversAll = ({ prefix, perWord }: KeyCode, texts: ByteTexts): boolean =>
  prefix.length + 2 * perWord >= longest(texts);

/** Undefined where a text repeats, or is not one of those that the code is for. */
function sortTexts(texts: ByteTexts, code: KeyCode): Sorted | undefined {
  const { bytes, offsets } = texts;
  const { prefix, perWord } = code;
  const rows = offsets.length - 1;
  const low = new Uint32Array(rows);
  const high = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = offsets[row];
    const end = offsets[row + 1];
    if (code.length !== undefined && end - start !== code.length) return undefined;
    let same = 0;
    while (same < prefix.length && bytes[start + same] === prefix[same]) same++;
    if (same < prefix.length || end - start < same) return undefined;
    const first = keyOf(bytes, start + same, end, code);
    const second = keyOf(bytes, start + same + perWord, end, code);
    if (first < 0 || second < 0) return undefined;
    high[row] = first;
    low[row] = second;
  }
  const order = orderOfWords(high, low, (a, b) => compareTexts(texts, a, texts, b));
  return order && { order, high, low };
}

/** -1 for a byte that does not occur. */
function keyOf(bytes: Uint8Array, from: number, end: number, { ranks, bits, perWord }: KeyCode): number {
  let key = 0;
  for (let at = from; at < from + perWord; at++) {
    const rank = at < end ? ranks[bytes[at]] : 0;
    if (rank < 0) return -1;
    key = (key << bits) | rank;
  }
  return key >>> 0;
}

function haveSameKeys(a: Sorted, b: Sorted): boolean {
  const { order, high, low } = a;
  for (let i = 0; i < order.length; i++) {
    const rowA = order[i];
    const rowB = b.order[i];
    if (high[rowA] !== b.high[rowB] || low[rowA] !== b.low[rowB]) return false;
  }
  return true;
}
