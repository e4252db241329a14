import type { NewMember } from "@mlebench/archives";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { type GrayPixels, grayPng } from "@mlebench/synthetic/media";

/**
 * Pages of a few lines, clean and with stains and creases, in two sizes; numbered with gaps, as numbers in between are
 * the test set's.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const numbers = Array.from({ length: size + Math.ceil(size / 2) }, (_, i) => i + 1);
  const train = new Set(Array.from(random.permutation(numbers)).slice(0, size));
  const folders: Record<"train" | "train_cleaned" | "test", NewMember[]> = {
    train: [],
    train_cleaned: [],
    test: [],
  };
  const sample: [string, number][] = [];
  for (const number of numbers) {
    const clean = drawPage(random, chance(0.35) ? 9 : 14);
    const noisy = grayPng(soil(random, clean));
    if (train.has(number)) {
      folders.train.push({ name: `train/${number}.png`, data: noisy });
      folders.train_cleaned.push({ name: `train_cleaned/${number}.png`, data: grayPng(clean) });
      continue;
    }
    folders.test.push({ name: `test/${number}.png`, data: noisy });
    for (let pixel = 0; pixel < clean.pixels.length; pixel++) {
      const [row, column] = [Math.floor(pixel / clean.width), pixel % clean.width];
      sample.push([`${number}_${row + 1}_${column + 1}`, 1]);
    }
  }
  const options = { compression: "store" } as const;
  for (const [folder, members] of Object.entries(folders)) {
    await raw.zip(`${folder}.zip`, members, options);
  }
  await raw.zippedCsv("sampleSubmission.csv.zip", ["id", "value"], sample, options);
});

/** White paper, black strokes, gray at their edges. */
function drawPage(random: RandomState, height: number): GrayPixels {
  const width = 18;
  const pixels = new Uint8Array(width * height).fill(255);
  for (let i = 0; i < pixels.length; i++) {
    if (Math.floor(i / width) % 3 !== 1 || random.random() < 0.3) continue;
    pixels[i] = random.random() < 0.6 ? 0 : random.randint(1, 255);
  }
  return { width, height, pixels };
}

function soil(random: RandomState, { width, height, pixels }: GrayPixels): GrayPixels {
  const noise = random.randint(0, 60, pixels.length);
  return {
    width,
    height,
    pixels: pixels.map((shade, i) => Math.min(255, Math.max(0, Math.round(0.7 * shade + noise[i])))),
  };
}
