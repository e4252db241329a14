/** Positions in ascending order of integer keys, by least-significant-digit radix sort: fast for millions of rows. */

/** Bits of a digit: three digits make up a word. */
const digitBits = 11;
const buckets = 2 ** digitBits;
const mask = buckets - 1;

/** Keys in ascending order, and where each was. Of two words, `high` decides first. */
export interface Sorted {
  order: Uint32Array;
  low: Uint32Array;
  high: Uint32Array | undefined;
}

/**
 * Stable. Keys move along with their positions, so that all but one access is to neighbors. The arrays that are
 * passed are overwritten.
 */
export function radixSort(low: Uint32Array, high?: Uint32Array): Sorted {
  const { length } = low;
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let from: Sorted = { order, low, high };
  let to: Sorted | undefined;
  const counts = new Uint32Array(buckets);
  for (let digit = 0; digit < (high === undefined ? 3 : 6); digit++) {
    const word = (digit < 3 ? from.low : from.high) as Uint32Array;
    const shift = (digit % 3) * digitBits;
    counts.fill(0);
    for (let i = 0; i < length; i++) counts[(word[i] >>> shift) & mask]++;
    // A digit that all keys share moves nothing.
    if (length === 0 || counts[(word[0] >>> shift) & mask] === length) continue;
    let start = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = counts[bucket];
      counts[bucket] = start;
      start += count;
    }
    to ??= {
      order: new Uint32Array(length),
      low: new Uint32Array(length),
      high: high && new Uint32Array(length),
    };
    if (from.high === undefined || to.high === undefined) scatter(from, to, word, shift, counts);
    else scatterPairs(from, to, word, shift, counts);
    [from, to] = [to, from];
  }
  return from;
}

function scatter(from: Sorted, to: Sorted, word: Uint32Array, shift: number, starts: Uint32Array): void {
  const { order, low } = from;
  const { order: toOrder, low: toLow } = to;
  for (let i = 0; i < word.length; i++) {
    const target = starts[(word[i] >>> shift) & mask]++;
    toOrder[target] = order[i];
    toLow[target] = low[i];
  }
}

function scatterPairs(from: Sorted, to: Sorted, word: Uint32Array, shift: number, starts: Uint32Array): void {
  const { order, low, high } = from as Required<Sorted>;
  const { order: toOrder, low: toLow, high: toHigh } = to as Required<Sorted>;
  for (let i = 0; i < word.length; i++) {
    const target = starts[(word[i] >>> shift) & mask]++;
    toOrder[target] = order[i];
    toLow[target] = low[i];
    (toHigh as Uint32Array)[target] = (high as Uint32Array)[i];
  }
}

/**
 * Positions in ascending order of numbers without NaN.
 * @returns undefined when a number occurs twice, for then the order of equals is the caller's to decide
 */
export function orderOfNumbers(values: Float64Array): Uint32Array | undefined {
  const { order, low, high } = sortNumbers(values);
  for (let i = 1; i < order.length; i++) {
    if (low[i - 1] === low[i] && high?.[i - 1] === high?.[i]) return undefined;
  }
  return order;
}

function sortNumbers(values: Float64Array): Sorted {
  return sortIntegers(values) ?? sortDoubles(values);
}

/** Undefined unless all are integers within 2^32 of the least. */
function sortIntegers(values: Float64Array): Sorted | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(Number.isSafeInteger(least) && Number.isSafeInteger(most) && most - least < 2 ** 32))
    return undefined;
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - least;
    keys[i] = distance;
    if (keys[i] !== distance) return undefined;
  }
  return radixSort(keys);
}

function sortDoubles(values: Float64Array): Sorted {
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
  return radixSort(low, high);
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
  const sorted = radixSort(low, high);
  const isOrdered = orderTies(sorted, (a, b) => compare(texts[a], texts[b]));
  return isOrdered ? sorted.order : undefined;
}

/**
 * Puts positions with equal keys in order.
 * @param compare full comparison of what stands at two positions
 * @returns false when two are equal
 */
export function orderTies({ order, low, high }: Sorted, compare: (a: number, b: number) => number): boolean {
  let start = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && low[i] === low[start] && high?.[i] === high?.[start]) continue;
    if (i - start === 2) {
      // Pairs are common, and sorting half a million views of two is slow.
      const difference = compare(order[start], order[start + 1]);
      if (difference === 0) return false;
      if (difference > 0) [order[start], order[start + 1]] = [order[start + 1], order[start]];
    } else if (i - start > 2) {
      order.subarray(start, i).sort(compare);
      for (let k = start + 1; k < i; k++) if (compare(order[k - 1], order[k]) === 0) return false;
    }
    start = i;
  }
  return true;
}
