import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { createZip, type NewMember } from "@mlebench/archives";
import type { WriteMiniature } from "@mlebench/core";
import { encodeMask, formatRuns } from "@mlebench/metrics";
import { createRandomState, type RandomState } from "@mlebench/sampling";
import { hexadecimalIds, writeLines } from "@mlebench/synthetic";
import { imageShape } from "./image-shape.js";

const { height, width } = imageShape;

/** Images whose lower part may be salt, brighter than the rest; about two in five have none, a few are all salt. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const newId = hexadecimalIds(random, 10);

  const members: NewMember[] = [];
  const trainRows: string[] = [];
  const trainIds: string[] = [];
  for (let i = 0; i < size; i++) {
    const id = newId();
    trainIds.push(id);
    const mask = drawMask(random);
    members.push(
      { name: `competition_data/train/images/${id}.png`, data: grayscalePng(drawImage(random, mask), 2) },
      { name: `competition_data/train/masks/${id}.png`, data: grayscalePng(mask, 1) },
    );
    trainRows.push(`${id},${formatRuns(encodeMask(mask, imageShape))}`);
  }
  const testIds = Array.from({ length: 1 + Math.floor(size / 4) }, newId);
  for (const id of testIds) {
    const image = drawImage(random, drawMask(random));
    members.push({ name: `competition_data/test/images/${id}.png`, data: grayscalePng(image, 2) });
  }

  const train = ["id,rle_mask", ...trainRows];
  const depths = random
    .permutation([...trainIds, ...testIds])
    .map((id) => `${id},${random.randint(50, 960)}`);
  members.unshift({ name: "competition_data/train.csv", data: Buffer.from(`${train.join("\n")}\n`) });
  await createZip(join(out, "competition_data.zip"), members, { compression: "store" });
  await writeLines(join(out, "train.csv"), train);
  await writeLines(join(out, "depths.csv"), ["id,z", ...depths]);
  await writeLines(join(out, "sample_submission.csv"), ["id,rle_mask", ...testIds.map((id) => `${id},1 1`)]);
};

/** One byte per pixel, row by row: 1 is salt. */
function drawMask(random: RandomState): Uint8Array {
  const mask = new Uint8Array(height * width);
  const kind = random.random();
  if (kind < 0.39) return mask;
  if (kind < 0.42) return mask.fill(1);
  if (kind < 0.45) {
    mask[random.randint(0, mask.length)] = 1;
    return mask;
  }
  const level = random.uniform(-20, height);
  const slope = random.uniform(-1, 1);
  const bulge = random.uniform(0, 30);
  const thickness = kind < 0.6 ? random.uniform(1, 40) : height;
  for (let column = 0; column < width; column++) {
    const top = level + slope * column - bulge * (1 - Math.abs(column / 50 - 1));
    for (let row = Math.max(0, Math.ceil(top)); row < Math.min(height, top + thickness); row++) {
      mask[row * width + column] = 1;
    }
  }
  return mask;
}

/** Four levels of grey, layered with noise. */
function drawImage(random: RandomState, mask: Uint8Array): Uint8Array {
  const noise = random.random(mask.length);
  return mask.map(
    (salt, pixel) => (salt === 1 ? 2 : Math.floor(pixel / width / 7) % 2) + (noise[pixel] < 0.3 ? 1 : 0),
  );
}

/** A PNG of the images' size. Not compressed, so that every version of zlib gives the same bytes. */
function grayscalePng(pixels: Uint8Array, bitDepth: 1 | 2): Buffer {
  const perByte = 8 / bitDepth;
  const stride = 1 + Math.ceil(width / perByte);
  const scanlines = new Uint8Array(height * stride);
  pixels.forEach((value, pixel) => {
    const column = pixel % width;
    const shift = 8 - bitDepth * ((column % perByte) + 1);
    scanlines[Math.floor(pixel / width) * stride + 1 + Math.floor(column / perByte)] |= value << shift;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bitDepth;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(scanlines, { level: 0 })),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** As PNG wants it (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
