import type { PackedTexts } from "../columns/packed-texts.js";
import type { CsvSource } from "../csv/csv-source.js";
import { CellForm } from "../csv/row-tokenizer.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { joinWords, type Words } from "../rows/join-words.js";
import { orderOfWords } from "../rows/radix-order.js";
import type { Table } from "../table.js";

/** The texts of a column, one after another. */
export type ByteTexts = Pick<PackedTexts, "offsets"> & { bytes: Uint8Array };

/** Copies of so many bytes of IDs are made at most. */
const mostBytes = 2 ** 30;

/** Memory for more is taken only as it is needed: the first texts may be longer than most. */
const mostExpected = 2 ** 26;

/**
 * The texts of a column as bytes.
 * @returns undefined where that takes a closer look: a missing value, doubled quotes in a file that is not plain, rows that were
 * chosen or put in order before, a column that is not all text
 */
export function textsOf(table: Table, name: string): ByteTexts | undefined {
  const reference = table.references.find((candidate) => candidate.name === name);
  if (reference === undefined || reference.rows !== undefined || table.length === 0) return undefined;
  const { data } = reference;
  if (data.kind === "constant") return undefined;
  if (data.kind === "memory") return data.texts?.missing === undefined ? data.texts : undefined;
  const { dtype, chunks } = data.source.columns[data.index];
  return dtype === "object" && chunks === undefined ? copyTexts(data.source, data.index) : undefined;
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

/** Whether two columns have the same text in every row. */
export function sameTexts(a: ByteTexts, b: ByteTexts): boolean {
  return (
    Buffer.compare(a.bytes, b.bytes) === 0 && a.offsets.every((offset, row) => offset === b.offsets[row])
  );
}

/**
 * Finds the row with the same text in another column, without making strings.
 * @returns for each row of `wanted` that of `given`; undefined unless the texts of both are the same ones, each there once
 */
export function joinTexts(given: ByteTexts, wanted: ByteTexts): Uint32Array | undefined {
  if (given.bytes.length !== wanted.bytes.length) return undefined;
  const code = codeOf(wanted);
  if (coversAll(code, wanted)) {
    const words = wordsOf(given, code);
    return words && joinWords(words, wordsOf(wanted, code) as Words);
  }
  const partners = joinWords(hashesOf(given), hashesOf(wanted));
  return partners?.every((row, i) => compareTexts(given, row, wanted, i) === 0) ? partners : undefined;
}

/**
 * Rows in ascending order of their texts: bytes order UTF-8 by code point.
 * @returns undefined if a text repeats
 */
export const orderOfTexts = remembered((texts): Uint32Array | undefined => {
  const { high, low } = wordsOf(texts, codeOf(texts)) as Words;
  return orderOfWords(high, low, (a, b) => compareTexts(texts, a, texts, b));
});

/** Makes something of a column once: the answers are kept, and many submissions are paired with them. */
function remembered<Result>(make: (texts: ByteTexts) => Result): (texts: ByteTexts) => Result {
  const made = new WeakMap<ByteTexts, { result: Result }>();
  return (texts) => {
    const known = made.get(texts) ?? { result: make(texts) };
    made.set(texts, known);
    return known.result;
  };
}

/** Whether the texts stand in ascending order, each once. */
export function isAscending(texts: ByteTexts): boolean {
  for (let row = 1; row < texts.offsets.length - 1; row++) {
    if (compareTexts(texts, row - 1, texts, row) >= 0) return false;
  }
  return true;
}

const lengthOf = ({ offsets }: ByteTexts, row: number): number => offsets[row + 1] - offsets[row];

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

const codeOf = remembered(({ bytes, offsets }): KeyCode => {
  let common = offsets[1];
  let length: number | undefined = common;
  for (let row = 1; row < offsets.length - 1; row++) {
    const start = offsets[row];
    const own = offsets[row + 1] - start;
    if (own !== length) length = undefined;
    common = Math.min(common, own);
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
});

/** Whether texts with the same words are the same. */
function coversAll({ prefix, perWord }: KeyCode, texts: ByteTexts): boolean {
  let longest = 0;
  for (let row = 0; row < texts.offsets.length - 1; row++) longest = Math.max(longest, lengthOf(texts, row));
  return prefix.length + 2 * perWord >= longest;
}

/** Undefined where a text is not one of those that the code is for. */
function wordsOf({ bytes, offsets }: ByteTexts, code: KeyCode): Words | undefined {
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
  return { high, low };
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

/** Two hashes of each text. */
function hashesOf({ bytes, offsets }: ByteTexts): Words {
  const rows = offsets.length - 1;
  const high = new Uint32Array(rows);
  const low = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    let one = 0x811c9dc5;
    let other = 0x9e3779b9;
    for (let at = offsets[row]; at < offsets[row + 1]; at++) {
      one = Math.imul(one ^ bytes[at], 0x01000193);
      other = Math.imul(other ^ bytes[at], 0x85ebca6b);
      other ^= other >>> 13;
    }
    high[row] = one;
    low[row] = other;
  }
  return { high, low };
}
