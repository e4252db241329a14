const short = 3;
const long = 4;
const headerSize = 8;
const entrySize = 12;

/**
 * A TIFF of one pixel in 24-bit color, not compressed, little-endian (TIFF 6.0).
 * @param color red, green and blue from 0 to 255
 */
export function tinyTiff(color: readonly [red: number, green: number, blue: number]): Uint8Array {
  const entryCount = 10;
  const bitsAt = headerSize + 2 + entryCount * entrySize + 4;
  const pixelsAt = bitsAt + 6;
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, long, 1, 1], // width
    [257, long, 1, 1], // height
    [258, short, 3, bitsAt], // bits per sample
    [259, short, 1, 1], // no compression
    [262, short, 1, 2], // red, green, blue
    [273, long, 1, pixelsAt], // the only strip
    [277, short, 1, 3], // samples per pixel
    [278, long, 1, 1], // rows per strip
    [279, long, 1, 3], // bytes of the strip
    [284, short, 1, 1], // samples of a pixel side by side
  ];
  const file = new DataView(new ArrayBuffer(pixelsAt + 3));
  file.setUint32(0, 0x002a4949, true);
  file.setUint32(4, headerSize, true);
  file.setUint16(headerSize, entryCount, true);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = headerSize + 2 + i * entrySize;
    file.setUint16(at, tag, true);
    file.setUint16(at + 2, type, true);
    file.setUint32(at + 4, count, true);
    file.setUint32(at + 8, value, true);
  }
  for (let sample = 0; sample < 3; sample++) {
    file.setUint16(bitsAt + 2 * sample, 8, true);
    file.setUint8(pixelsAt + sample, color[sample]);
  }
  return new Uint8Array(file.buffer);
}
