import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { writeLines } from "@mlebench/synthetic";
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
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const pool = labels.flatMap((label, kind) => new Array<number>(labelCounts[label]).fill(kind));
  const leaves = Array.from(random.permutation(size), (number) => ({
    image: `${100001 + number}.jpg`,
    kind: pool[random.randint(0, pool.length)],
    variety: varieties[random.random() < 0.7 ? 0 : random.randint(1, varieties.length)],
    age: ages[random.randint(0, ages.length)],
  })).sort((a, b) => a.kind - b.kind || (a.image < b.image ? -1 : 1));

  for (const label of labels) await mkdir(join(out, "train_images", label), { recursive: true });
  await mkdir(join(out, "test_images"));
  const train = ["image_id,label,variety,age"];
  for (const { image, kind, variety, age } of leaves) {
    train.push([image, labels[kind], variety, age].join(","));
    const shade = 20 * kind + random.randint(0, 60);
    await writeFile(join(out, "train_images", labels[kind], image), tinyJpeg(shade, image));
  }
  const sample = ["image_id,label"];
  for (let i = 0; i < Math.ceil(size / 3); i++) {
    const image = `${200001 + i}.jpg`;
    sample.push(`${image},`);
    await writeFile(join(out, "test_images", image), tinyJpeg(random.randint(0, 256), image));
  }
  await writeLines(join(out, "train.csv"), train);
  await writeLines(join(out, "sample_submission.csv"), sample);
};
