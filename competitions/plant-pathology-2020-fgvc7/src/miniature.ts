import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { classes } from "./classes.js";

/** Shares of the classes in Kaggle's data, added up. */
const cumulative = [0.283, 0.333, 0.675, 1];

/**
 * Leaves numbered from 0, and as many without labels. Each class is among the leaves that become the test set, as far as
 * there are enough of them: without positive leaves a class has no score.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, share, size }) => {
  const kinds = Array.from({ length: size }, () => share(cumulative));
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  random.permutation(classes.length).forEach((kind, i) => {
    if (i < held.length) kinds[held[i]] = kind;
  });

  for (const [i, kind] of kinds.entries()) {
    for (const part of ["Train", "Test"]) {
      const shade = 50 * kind + random.randint(0, 50);
      await raw.file(`images/${part}_${i}.jpg`, tinyJpeg(shade, `${part} ${i}`));
    }
  }
  const columns = ["image_id", ...classes];
  const train = kinds.map((kind, i) => [`Train_${i}`, ...classes.map((_, k) => (k === kind ? 1 : 0))]);
  await raw.csv("train.csv", columns, train);
  const test = kinds.map((_, i) => `Test_${i}`);
  await raw.lines("test.csv", ["image_id", ...test]);
  const sample = test.map((id) => [id, ...classes.map(() => 1 / classes.length)]);
  await raw.csv("sample_submission.csv", columns, sample);
});
