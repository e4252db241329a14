import { join } from "node:path";
import { createSevenZip } from "@mlebench/archives";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState, trainTestSplitIndices } from "@mlebench/sampling";
import { writeZippedLines } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/**
 * Pictures numbered from 1, five in eight with the plant and brighter, and two thirds as many without a label. Both
 * kinds are among those that become the test set: without either there is no score.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const labels: number[] = Array.from({ length: size }, () => (random.random() < 0.63 ? 1 : 0));
  const held = trainTestSplitIndices(size, { testSize: 0.2, randomState: 0 }).test;
  random.permutation(held.length).forEach((place, i) => {
    if (i < 2) labels[held[place]] = i;
  });
  const unlabelled = Array.from({ length: Math.ceil((2 * size) / 3) }, () => random.randint(0, 2));

  for (const [folder, kinds] of Object.entries({ train: labels, test: unlabelled })) {
    const images = kinds.map((kind, i) => {
      const shade = random.randint(0, 156) + 100 * kind;
      return { name: `${folder}/${i + 1}.jpg`, data: tinyJpeg(shade, `${folder} ${i + 1}`) };
    });
    await createSevenZip(join(out, `${folder}.7z`), images);
  }
  const tables = {
    train_labels: labels.map((label, i) => `${i + 1},${label}`),
    sample_submission: unlabelled.map((_, i) => `${i + 1},0.5`),
  };
  for (const [table, rows] of Object.entries(tables)) {
    await writeZippedLines(join(out, `${table}.csv.zip`), ["name,invasive", ...rows]);
  }
};
