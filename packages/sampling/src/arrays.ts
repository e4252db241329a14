/** The typed arrays that can be shuffled. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** 0, 1, …, length - 1. */
export function range(length: number): Uint32Array {
  const positions = new Uint32Array(length);
  for (let i = 0; i < length; i++) positions[i] = i;
  return positions;
}

/** How many of the ascending `sorted` values are at most `value`: where it would go, after its equals. */
export function upperBound(sorted: ArrayLike<number>, value: number, end = sorted.length): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const half = (low + high) >>> 1;
    if (value < sorted[half]) high = half;
    else low = half + 1;
  }
  return low;
}

/** The positions of the first occurrence of every distinct value, in order of occurrence. */
export function firstOccurrences(values: ArrayLike<number>): number[] {
  const seen = new Set<number>();
  const positions: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (seen.has(values[i])) continue;
    seen.add(values[i]);
    positions.push(i);
  }
  return positions;
}

/** Exchanges two entries. */
export function swap(values: { [index: number]: unknown }, i: number, j: number): void {
  const held = values[i];
  values[i] = values[j];
  values[j] = held;
}
