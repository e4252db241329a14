import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import * as zlib from "node:zlib";
import { fileError } from "./errors.js";

const blockSize = 1 << 20;

/**
 * The MD5 of a file's bytes, in lower-case hexadecimal. Reads blocks of 1 MiB, so memory does not grow with the file.
 * @throws UserError when the file cannot be read
 */
export async function md5File(path: string): Promise<string> {
  const hash = createHash("md5");
  try {
    for await (const block of createReadStream(path, { highWaterMark: blockSize }))
      hash.update(block as Buffer);
  } catch (error) {
    throw fileError(error, path);
  }
  return hash.digest("hex");
}

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
