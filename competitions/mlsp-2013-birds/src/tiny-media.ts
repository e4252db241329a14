/**
 * A WAV file with one channel of 16 bits per sample at 16,000 samples a second.
 * @param samples whole numbers from -32768 to 32767
 */
export function tinyWav(samples: ArrayLike<number>): Buffer {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(16000, 24);
  file.writeUInt32LE(32000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(2 * samples.length, 40);
  for (let i = 0; i < samples.length; i++) file.writeInt16LE(samples[i], 44 + 2 * i);
  return file;
}

/**
 * A BMP file one pixel high with 24 bits per pixel, all of them grey.
 * @param shades whole numbers from 0 to 255, a multiple of four of them
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
