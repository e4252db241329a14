/**
 * A BMP file one pixel high with 24 bits per pixel, all of them gray.
 * @param shades integers from 0 to 255, a multiple of four of them
 */
export function tinyBmp(shades: ArrayLike<number>): Buffer {
  const file = Buffer.alloc(54 + 3 * shades.length);
  file.write("BM", 0);
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(shades.length, 18);
  file.writeInt32LE(1, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let i = 0; i < shades.length; i++) file.fill(shades[i], 54 + 3 * i, 57 + 3 * i);
  return file;
}
