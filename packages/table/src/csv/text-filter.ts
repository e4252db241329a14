import type { CsvSource } from "./csv-source.js";
import { eachCell } from "./decode-column.js";

/** Bits for each text: one in 64 texts that are none of them passes. */
const bitsPerText = 64;

/**
 * Whether a text is none of those of a column, or may be one, by a hash of its bytes: so that millions of texts that are
 * compared with a few need not be strings.
 */
export interface TextFilter {
  readonly bits: Uint8Array;
  /** How far a hash is shifted to be the number of a bit. */
  readonly shift: number;
}

/**
 * Filter of a column of texts, none of which is missing.
 * @param rows of the source; all when undefined
 */
export function textFilter(source: CsvSource, index: number, rows: Uint32Array | undefined): TextFilter {
  const wanted = Math.log2((rows?.length ?? source.rowCount) * bitsPerText + 1);
  const exponent = Math.min(31, Math.max(3, Math.ceil(wanted)));
  const filter = { bits: new Uint8Array(2 ** (exponent - 3)), shift: 32 - exponent };
  const inOrder =
    rows === undefined || source.resident ? rows : source.inSegmentOrder(rows).map((at) => rows[at]);
  eachCell(source, index, inOrder, (_, bytes, start, end) => {
    const bit = hashOf(bytes, start, end) >>> filter.shift;
    filter.bits[bit >>> 3] |= 1 << (bit & 7);
  });
  return filter;
}

/**
 * Visits rows of a column of texts that may have a text of the filter; all that have one are among them.
 * @param rows of the source, best in the order of the file
 * @param visit gets a position in `rows`, and the cell as it is in the file, also where that means a missing value
 */
export function eachPassing(
  source: CsvSource,
  index: number,
  rows: Uint32Array,
  { bits, shift }: TextFilter,
  visit: (at: number, text: string) => void,
): void {
  eachCell(source, index, rows, (at, bytes, start, end) => {
    const bit = hashOf(bytes, start, end) >>> shift;
    if ((bits[bit >>> 3] & (1 << (bit & 7))) !== 0)
      visit(at, Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8"));
  });
}

/** 32 bits, of which the high ones depend on all bytes. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 16);
}
