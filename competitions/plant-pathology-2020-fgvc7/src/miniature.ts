import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState, trainTestSplitIndices } from "@mlebench/sampling";
import { writeLines } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { classes } from "./classes.js";

/** Shares of the classes in Kaggle's data, added up. */
const cumulative = [0.283, 0.333, 0.675, 1];

/**
 * Leaves numbered from 0, and as many without labels. Each class is among the leaves that become the test set, as far as
 * there are enough of them: without positive leaves a class has no score.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const kinds = Array.from({ length: size }, () => {
    const place = random.random();
    return cumulative.findIndex((end) => place < end);
  });
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  random.permutation(classes.length).forEach((kind, i) => {
    if (i < held.length) kinds[held[i]] = kind;
  });

  await mkdir(join(out, "images"));
  const header = ["image_id", ...classes].join(",");
  const train = [header];
  const test = ["image_id"];
  const sample = [header];
  for (const [i, kind] of kinds.entries()) {
    train.push([`Train_${i}`, ...classes.map((_, k) => (k === kind ? 1 : 0))].join(","));
    test.push(`Test_${i}`);
    sample.push([`Test_${i}`, ...classes.map(() => 1 / classes.length)].join(","));
    for (const part of ["Train", "Test"]) {
      const shade = 50 * kind + random.randint(0, 50);
      await writeFile(join(out, "images", `${part}_${i}.jpg`), tinyJpeg(shade, `${part} ${i}`));
    }
  }
  for (const [name, rows] of Object.entries({ train, test, sample_submission: sample })) {
    await writeLines(join(out, `${name}.csv`), rows);
  }
};
