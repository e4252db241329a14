import * as zlib from "node:zlib";

/**
 * Continues the CRC-32 of zip and gzip over `data`; starts at 0. Node has it built in from 20.15 on.
 */
export const crc32: (data: Uint8Array, previous?: number) => number =
  typeof zlib.crc32 === "function" ? zlib.crc32 : crc32ByTable;

const reflectedPolynomial = 0xedb88320;
let table: Uint32Array | undefined;

/** CRC-32 (ISO 3309) one byte at a time, for Node releases without their own. */
export function crc32ByTable(data: Uint8Array, previous = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ reflectedPolynomial : value >>> 1;
    return value;
  });
  let value = ~previous;
  for (const byte of data) value = (value >>> 8) ^ table[(value ^ byte) & 0xff];
  return ~value >>> 0;
}
