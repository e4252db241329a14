import { defineMiniature } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { labelCounts, labels } from "./labels.js";

const varieties = [
  ...["ADT45", "AndraPonni", "AtchayaPonni", "IR20", "KarnatakaPonni"],
  ...["Onthanel", "Ponni", "RR", "Surya", "Zonal"],
];
const ages = [45, 47, 50, 55, 57, 60, 62, 65, 66, 67, 68, 70, 72, 73, 75, 77, 80, 82];

/**
 * Leaves by label and then by number, each label about as frequent as in Kaggle's data and seven in ten of the variety
 * ADT45, and a third as many leaves without a label. Numbers start at 100001, those without a label at 200001.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const pool = labels.flatMap((label, kind) => new Array<number>(labelCounts[label]).fill(kind));
  const leaves = Array.from(random.permutation(size), (number) => ({
    image: `${100001 + number}.jpg`,
    kind: pool[random.randint(0, pool.length)],
    variety: varieties[chance(0.7) ? 0 : random.randint(1, varieties.length)],
    age: ages[random.randint(0, ages.length)],
  })).sort((a, b) => a.kind - b.kind || (a.image < b.image ? -1 : 1));

  await raw.folder(...labels.map((label) => `train_images/${label}`));
  for (const { image, kind } of leaves) {
    const shade = 20 * kind + random.randint(0, 60);
    await raw.file(`train_images/${labels[kind]}/${image}`, tinyJpeg(shade, image));
  }
  const unlabeled = Array.from({ length: Math.ceil(size / 3) }, (_, i) => `${200001 + i}.jpg`);
  for (const image of unlabeled) {
    await raw.file(`test_images/${image}`, tinyJpeg(random.randint(0, 256), image));
  }
  const train = leaves.map(({ image, kind, variety, age }) => [image, labels[kind], variety, age]);
  await raw.csv("train.csv", ["image_id", "label", "variety", "age"], train);
  const sample = unlabeled.map((image) => [image, null]);
  await raw.csv("sample_submission.csv", ["image_id", "label"], sample);
});
