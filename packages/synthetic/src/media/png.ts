import { crc32 } from "node:zlib";

/** Grayscale pixels, row by row: from 0 (black) to the highest value of the bit depth (white). */
export interface GrayPixels {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** The longest stored block of a deflate stream. */
const maxBlock = 65_535;

/**
 * A grayscale PNG. Not compressed, so that every version of zlib gives the same bytes.
 * @param bitDepth bits per pixel
 */
export function grayPng({ width, height, pixels }: GrayPixels, bitDepth: 1 | 2 | 4 | 8 = 8): Uint8Array {
  const perByte = 8 / bitDepth;
  const stride = 1 + Math.ceil(width / perByte);
  const lines = new Uint8Array(height * stride);
  pixels.forEach((value, pixel) => {
    const column = pixel % width;
    const shift = 8 - bitDepth * ((column % perByte) + 1);
    lines[Math.floor(pixel / width) * stride + 1 + Math.floor(column / perByte)] |= value << shift;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bitDepth;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", stored(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A zlib stream of stored blocks (RFC 1950, 1951). */
function stored(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let start = 0; start < bytes.length; start += maxBlock) {
    const block = bytes.subarray(start, start + maxBlock);
    const head = Buffer.alloc(5);
    head[0] = start + block.length === bytes.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(~block.length & 0xffff, 3);
    parts.push(head, block);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(adler32(bytes));
  return Buffer.concat([...parts, checksum]);
}

/** Adler-32, at the end of every zlib stream (RFC 1950). */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
