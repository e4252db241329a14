/** Positions in ascending order of integer keys, by least-significant-digit radix sort: fast for millions of rows. */

/** Bits of a digit: more buckets do not fit into the cache that is next to a processor. */
const mostDigitBits = 12;

/** Keys in ascending order, and where each was. */
interface Sorted {
  order: Uint32Array;
  keys: Uint32Array;
}

/**
 * Stable. Keys move along with their positions, so that all but one access is to neighbors. `keys` is overwritten.
 */
function radixSort(keys: Uint32Array): Sorted {
  const { length } = keys;
  let from: Sorted = { order: identityOrder(length), keys };
  let to: Sorted | undefined;
  const bits = 32 - Math.clz32(highest(keys));
  const digits = Math.ceil(bits / mostDigitBits);
  const digitBits = Math.ceil(bits / Math.max(1, digits));
  const counts = new Uint32Array(1 << digitBits);
  for (let digit = 0; digit < digits; digit++) {
    const shift = digit * digitBits;
    countDigits(from.keys, shift, counts);
    // A digit that all keys share moves nothing.
    if (counts[(from.keys[0] >>> shift) & (counts.length - 1)] === length) continue;
    let start = 0;
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = counts[bucket];
      counts[bucket] = start;
      start += count;
    }
    to ??= { order: new Uint32Array(length), keys: new Uint32Array(length) };
    scatter(from, to, shift, counts);
    [from, to] = [to, from];
  }
  return from;
}

export function identityOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}

function highest(keys: Uint32Array): number {
  let bits = 0;
  for (let i = 0; i < keys.length; i++) bits |= keys[i];
  return bits >>> 0;
}

function countDigits(keys: Uint32Array, shift: number, counts: Uint32Array): void {
  const mask = counts.length - 1;
  counts.fill(0);
  for (let i = 0; i < keys.length; i++) counts[(keys[i] >>> shift) & mask]++;
}

function scatter({ order, keys }: Sorted, to: Sorted, shift: number, starts: Uint32Array): void {
  const mask = starts.length - 1;
  const { order: toOrder, keys: toKeys } = to;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const target = starts[(key >>> shift) & mask]++;
    toOrder[target] = order[i];
    toKeys[target] = key;
  }
}

/** Positions in ascending order of keys of two words, equal ones in the order they stand in. */
function sortPairs(high: Uint32Array, low: Uint32Array): Uint32Array {
  const byLow = radixSort(low.slice()).order;
  const byHigh = radixSort(pick(high, byLow)).order;
  return pick(byLow, byHigh);
}

function pick(values: Uint32Array, order: Uint32Array): Uint32Array<ArrayBuffer> {
  const picked = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) picked[i] = values[order[i]];
  return picked;
}

/**
 * Positions in ascending order of values with beginnings that are keys of two words.
 * @param compare full comparison of the values at two positions
 * @returns undefined when two values are equal
 */
export function orderOfWords(
  high: Uint32Array,
  low: Uint32Array,
  compare: (a: number, b: number) => number,
): Uint32Array | undefined {
  const sorted = radixSort(high.slice());
  let repeats = 0;
  for (let i = 1; i < high.length; i++) if (sorted.keys[i] === sorted.keys[i - 1]) repeats++;
  // The second word need not be looked at where the first nearly decides.
  const order = repeats * fewRepeats > high.length ? sortPairs(high, low) : sorted.order;
  const isTied = (a: number, b: number): boolean =>
    high[a] === high[b] && (repeats * fewRepeats <= high.length || low[a] === low[b]);
  return orderTies(order, isTied, compare) ? order : undefined;
}

/** With one repeat among so many, comparing takes less time than sorting. */
const fewRepeats = 16;

/** Puts runs of tied positions in order. @returns false when two are equal */
function orderTies(
  order: Uint32Array,
  isTied: (a: number, b: number) => boolean,
  compare: (a: number, b: number) => number,
): boolean {
  let start = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && isTied(order[i], order[start])) continue;
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

/**
 * Positions in ascending order of numbers without NaN.
 * @returns undefined when a number occurs twice, for then the order of equals is the caller's to decide
 */
export function orderOfNumbers(values: Float64Array): Uint32Array | undefined {
  return orderOfIntegers(values) ?? orderOfDoubles(values);
}

/** Undefined unless all are different integers within 2^32 of the least. */
function orderOfIntegers(values: Float64Array): Uint32Array | undefined {
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
  const sorted = radixSort(keys);
  for (let i = 1; i < keys.length; i++) if (sorted.keys[i - 1] === sorted.keys[i]) return undefined;
  return sorted.order;
}

function orderOfDoubles(values: Float64Array): Uint32Array | undefined {
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
  const order = sortPairs(high, low);
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
  return orderOfWords(high, low, (a, b) => compare(texts[a], texts[b]));
}
