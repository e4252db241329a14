/** Below this many values, comparing beats counting. */
const RADIX_THRESHOLD = 256;

/**
 * Positions of the values in ascending order; equal values (0 and −0 too) keep their order. Values must not be NaN.
 */
export function argsort(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && values[i] < values[i - 1]) sorted = false;
  }
  if (sorted) return order;
  if (order.length < RADIX_THRESHOLD) return order.sort((a, b) => values[a] - values[b] || a - b);
  return radixSort(values, order);
}

/** Positions of the values in descending order, NaN last; equal values keep their order. */
export function argsortDescending(values: Float64Array): Uint32Array {
  const negated = new Float64Array(values.length);
  const positions = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    negated[count] = -values[i];
    positions[count++] = i;
  }
  const order = argsort(negated.subarray(0, count));
  if (count === values.length) return order;
  const descending = new Uint32Array(values.length);
  for (let i = 0; i < count; i++) descending[i] = positions[order[i]];
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) descending[count++] = i;
  return descending;
}

/** Bits of a digit: three digits of 11, 11 and 10 bits make up a word. */
const DIGIT = 11;
const MASK = (1 << DIGIT) - 1;

/** Positions with their keys: the bits of float64, mapped so that they order as 64-bit unsigned integers. */
interface Keyed {
  low: Uint32Array;
  high: Uint32Array;
  position: Uint32Array;
}

/** Least-significant-digit radix sort that moves the keys along, so that all reads are sequential. */
function radixSort(values: ArrayLike<number>, position: Uint32Array): Uint32Array {
  const length = position.length;
  let from: Keyed = { ...keysOf(values), position };
  let to: Keyed = {
    low: new Uint32Array(length),
    high: new Uint32Array(length),
    position: new Uint32Array(length),
  };
  const starts = new Uint32Array(MASK + 1);
  for (let digit = 0; digit < 6; digit++) {
    const shift = (digit % 3) * DIGIT;
    const word = digit < 3 ? from.low : from.high;
    starts.fill(0);
    for (let i = 0; i < length; i++) starts[(word[i] >>> shift) & MASK]++;
    if (starts[(word[0] >>> shift) & MASK] === length) continue;
    let start = 0;
    for (let bucket = 0; bucket <= MASK; bucket++) {
      const count = starts[bucket];
      starts[bucket] = start;
      start += count;
    }
    scatter(from, to, word, shift, starts);
    [from, to] = [to, from];
  }
  return from.position;
}

function scatter(from: Keyed, to: Keyed, word: Uint32Array, shift: number, starts: Uint32Array): void {
  const { low, high, position } = from;
  const { low: toLow, high: toHigh, position: toPosition } = to;
  for (let i = 0; i < word.length; i++) {
    const target = starts[(word[i] >>> shift) & MASK]++;
    toLow[target] = low[i];
    toHigh[target] = high[i];
    toPosition[target] = position[i];
  }
}

function keysOf(values: ArrayLike<number>): { low: Uint32Array; high: Uint32Array } {
  const length = values.length;
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const float = new Float64Array(1);
  const words = new Uint32Array(float.buffer);
  for (let i = 0; i < length; i++) {
    // Adding 0 turns −0 into 0.
    float[0] = values[i] + 0;
    const negative = words[1] >>> 31 === 1;
    low[i] = negative ? ~words[0] : words[0];
    high[i] = negative ? ~words[1] : words[1] ^ 0x80000000;
  }
  return { low, high };
}
