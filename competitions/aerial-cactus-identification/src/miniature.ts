import { join } from "node:path";
import { createZip, type NewMember } from "@mlebench/archives";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { hexadecimal, writeLines } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const hexadecimalDigits = 32;

/** Thumbnails named by 32 hexadecimal digits, in the order of their names; three in four show a cactus and are darker. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const hidden = Math.ceil(0.23 * size);
  const names = new Set<string>();
  while (names.size < size + hidden) {
    names.add(`${hexadecimal(random, hexadecimalDigits)}.jpg`);
  }
  const shown = [...names].slice(hidden).sort();
  const test = [...names].slice(0, hidden).sort();

  const train = ["id,has_cactus"];
  const images: Record<"train" | "test", NewMember[]> = { train: [], test: [] };
  for (const name of shown) {
    const label = random.random() < 0.75 ? 1 : 0;
    train.push(`${name},${label}`);
    images.train.push({
      name: `train/${name}`,
      data: tinyJpeg(160 - 60 * label + random.randint(0, 50), name),
    });
  }
  for (const name of test) {
    images.test.push({ name: `test/${name}`, data: tinyJpeg(random.randint(100, 210), name) });
  }
  await writeLines(join(out, "train.csv"), train);
  await writeLines(join(out, "sample_submission.csv"), [
    "id,has_cactus",
    ...test.map((name) => `${name},0.5`),
  ]);
  for (const folder of ["train", "test"] as const)
    await createZip(join(out, `${folder}.zip`), images[folder]);
};
