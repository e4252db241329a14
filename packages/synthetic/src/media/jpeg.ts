/** Categories 0 to 8 of the brightness, four bits each; and one code of one bit: nothing but the brightness. */
const brightnessCodes = [0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
const detailCodes = [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * A gray baseline JPEG of 8 × 8 pixels of one shade, under 250 bytes: what a miniature puts where Kaggle has photos.
 * @param shade an integer from 0 (black) to 255 (white)
 * @param comment goes into the file, so that images of one shade still differ; at most 65,533 bytes in UTF-8
 * @throws RangeError for another shade or a longer comment
 */
export function tinyJpeg(shade: number, comment = ""): Uint8Array {
  if (!Number.isInteger(shade) || shade < 0 || shade > 255) {
    throw new RangeError(`The shade is ${shade}; expected an integer from 0 to 255.`);
  }
  const words = new TextEncoder().encode(comment);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    // JFIF 1.1, no unit of density, no thumbnail.
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...(words.length > 0 ? segment(0xfe, words) : []),
    // With steps of 8, the one coefficient of a flat block is its brightness.
    ...segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    // 8 bits, 8 × 8 pixels, one component.
    ...segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
    ...segment(0xc4, brightnessCodes),
    ...segment(0xc4, detailCodes),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...flatBlock(shade - 128),
    ...[0xff, 0xd9],
  ]);
}

function segment(marker: number, body: ArrayLike<number>): number[] {
  const length = body.length + 2;
  if (length > 0xffff) throw new RangeError(`The comment has ${body.length} bytes; expected at most 65533.`);
  return [0xff, marker, length >> 8, length & 0xff, ...Array.from(body)];
}

/** Category and value of the brightness, end of block, ones to the end of the byte; no byte can become 0xff. */
function flatBlock(brightness: number): number[] {
  const category = brightness === 0 ? 0 : Math.floor(Math.log2(Math.abs(brightness))) + 1;
  const value = brightness < 0 ? brightness + 2 ** category - 1 : brightness;
  const digits = category === 0 ? "" : value.toString(2).padStart(category, "0");
  const bits = `${category.toString(2).padStart(4, "0")}${digits}0`;
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  return Array.from({ length: padded.length / 8 }, (_, i) =>
    Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2),
  );
}
