import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { hexadecimalIds, writeLines } from "@mlebench/synthetic";
import { tinyTiff } from "./tiny-tiff.js";

const hexadecimalDigits = 40;

/** Purple patches in no order, four in ten with a tumour, and about a quarter as many without a label, as Kaggle has. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const newId = hexadecimalIds(random, hexadecimalDigits);
  const paint = async (folder: string, id: string, label: number): Promise<void> => {
    const red = random.randint(120, 200) - 20 * label;
    await writeFile(
      join(out, folder, `${id}.tif`),
      tinyTiff([red, random.randint(80, 160), random.randint(140, 220)]),
    );
  };

  for (const folder of ["train", "test"]) await mkdir(join(out, folder));
  const train = ["id,label"];
  for (let i = 0; i < size; i++) {
    const id = newId();
    const label = random.random() < 0.405 ? 1 : 0;
    train.push(`${id},${label}`);
    await paint("train", id, label);
  }
  const sample = ["id,label"];
  for (let i = 0; i < Math.ceil(0.261 * size); i++) {
    const id = newId();
    sample.push(`${id},0`);
    await paint("test", id, random.random() < 0.405 ? 1 : 0);
  }
  await writeLines(join(out, "train_labels.csv"), train);
  await writeLines(join(out, "sample_submission.csv"), sample);
};
