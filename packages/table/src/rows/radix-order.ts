/** Positions in ascending order of 64-bit keys, by least-significant-digit radix sort: fast for millions of rows. */

const digitBits = 16;
const buckets = 2 ** digitBits;

/** Keys as two halves; `high` decides first. */
interface Keys {
  high: Uint32Array;
  low: Uint32Array;
}

/** Stable. */
function radixOrder({ high, low }: Keys): Uint32Array {
  const { length } = high;
  let order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let next = new Uint32Array(length);
  const counts = new Uint32Array(buckets + 1);
  for (const half of [low, high]) {
    for (const shift of [0, digitBits]) {
      counts.fill(0);
      for (let i = 0; i < length; i++) counts[((half[i] >>> shift) & (buckets - 1)) + 1]++;
      // A digit that all keys share moves nothing.
      if (counts[((half[0] >>> shift) & (buckets - 1)) + 1] === length) continue;
      for (let i = 0; i < buckets; i++) counts[i + 1] += counts[i];
      for (let i = 0; i < length; i++) {
        const row = order[i];
        next[counts[(half[row] >>> shift) & (buckets - 1)]++] = row;
      }
      [order, next] = [next, order];
    }
  }
  return order;
}

/**
 * Positions in ascending order of numbers without NaN.
 * @returns undefined when a number occurs twice, for then the order of equals is the caller's to decide
 */
export function orderOfNumbers(values: Float64Array): Uint32Array | undefined {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = new Uint32Array(values.length);
  const low = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    // Doubles order as integers do once negative ones are turned over; -0 must equal 0.
    const zero = values[i] === 0;
    const h = zero ? 0 : words[2 * i + 1];
    const l = zero ? 0 : words[2 * i];
    const negative = h >>> 31 === 1;
    high[i] = negative ? ~h : h | 0x80000000;
    low[i] = negative ? ~l : l;
  }
  const order = radixOrder({ high, low });
  for (let i = 1; i < order.length; i++) if (values[order[i - 1]] === values[order[i]]) return undefined;
  return order;
}

const prefixLength = 8;

/**
 * Positions in ascending order of texts by code point.
 * @param compare full comparison of two texts
 * @returns undefined when a text occurs twice, or has a character beyond U+00FF among its first eight
 */
export function orderOfStrings(
  texts: readonly string[],
  compare: (a: string, b: string) => number,
): Uint32Array | undefined {
  const high = new Uint32Array(texts.length);
  const low = new Uint32Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i];
    const length = Math.min(text.length, prefixLength);
    let h = 0;
    let l = 0;
    for (let k = 0; k < length; k++) {
      const code = text.charCodeAt(k);
      if (code > 0xff) return undefined;
      if (k < 4) h |= code << (24 - 8 * k);
      else l |= code << (56 - 8 * k);
    }
    high[i] = h;
    low[i] = l;
  }
  const order = radixOrder({ high, low });
  let start = 0;
  for (let i = 1; i <= order.length; i++) {
    const same =
      i < order.length && high[order[i]] === high[order[start]] && low[order[i]] === low[order[start]];
    if (same) continue;
    if (i - start === 2) {
      // Pairs are common, and sorting half a million views of two is slow.
      const difference = compare(texts[order[start]], texts[order[start + 1]]);
      if (difference === 0) return undefined;
      if (difference > 0) [order[start], order[start + 1]] = [order[start + 1], order[start]];
    } else if (i - start > 2) {
      order.subarray(start, i).sort((a, b) => compare(texts[a], texts[b]));
      for (let k = start + 1; k < i; k++) if (texts[order[k - 1]] === texts[order[k]]) return undefined;
    }
    start = i;
  }
  return order;
}
