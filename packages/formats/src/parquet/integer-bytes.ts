/** Safe integers, `start` to `end`, as 64-bit two's complement, little-endian: without a BigInt per value. */
export function safeIntegerBytes(values: Float64Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  const words = new Int32Array((end - start) * 2);
  for (let i = start, next = 0; i < end; i++, next += 2) {
    words[next] = values[i] | 0;
    words[next + 1] = Math.floor(values[i] / 4294967296);
  }
  return new Uint8Array(words.buffer);
}
