import type { NewMember } from "@mlebench/archives";
import { encodeMask, formatRuns } from "@mlebench/metrics";
import type { RandomState } from "@mlebench/sampling";
import { csvLines, defineMiniature, hexadecimalIds, textMember } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";
import { imageShape } from "./image-shape.js";

const { height, width } = imageShape;

/** Images with a lower part that may be salt, brighter than the rest; about two in five have none, a few are all salt. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const newId = hexadecimalIds(random, 10);

  const members: NewMember[] = [];
  const masks: string[][] = [];
  for (let i = 0; i < size; i++) {
    const id = newId();
    const mask = drawMask(random);
    members.push(
      { name: `competition_data/train/images/${id}.png`, data: png(drawImage(random, mask), 2) },
      { name: `competition_data/train/masks/${id}.png`, data: png(mask, 1) },
    );
    masks.push([id, formatRuns(encodeMask(mask, imageShape))]);
  }
  const testIds = Array.from({ length: 1 + Math.floor(size / 4) }, newId);
  for (const id of testIds) {
    const image = drawImage(random, drawMask(random));
    members.push({ name: `competition_data/test/images/${id}.png`, data: png(image, 2) });
  }

  const train = csvLines(["id", "rle_mask"], masks);
  const depths = random
    .permutation([...masks.map(([id]) => id), ...testIds])
    .map((id) => [id, random.randint(50, 960)]);
  members.unshift(textMember("competition_data/train.csv", train));
  await raw.zip("competition_data.zip", members, { compression: "store" });
  await raw.lines("train.csv", train);
  await raw.csv("depths.csv", ["id", "z"], depths);
  const sample = testIds.map((id) => [id, "1 1"]);
  await raw.csv("sample_submission.csv", ["id", "rle_mask"], sample);
});

function png(pixels: Uint8Array, bitDepth: 1 | 2): Uint8Array {
  return grayPng({ width, height, pixels }, bitDepth);
}

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

/** Four levels of gray, layered with noise. */
function drawImage(random: RandomState, mask: Uint8Array): Uint8Array {
  const noise = random.random(mask.length);
  return mask.map(
    (salt, pixel) => (salt === 1 ? 2 : Math.floor(pixel / width / 7) % 2) + (noise[pixel] < 0.3 ? 1 : 0),
  );
}
