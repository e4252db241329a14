import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { writeLines } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/** What leaves suffer from, and how many of a thousand do, as in Kaggle's data. */
const frequencies = [
  ["scab", 259],
  ["healthy", 248],
  ["frog_eye_leaf_spot", 171],
  ["rust", 100],
  ["complex", 86],
  ["powdery_mildew", 63],
  ["scab frog_eye_leaf_spot", 37],
  ["scab frog_eye_leaf_spot complex", 11],
  ["frog_eye_leaf_spot complex", 9],
  ["rust frog_eye_leaf_spot", 6],
  ["rust complex", 5],
  ["powdery_mildew complex", 5],
] as const;
const kinds = frequencies.map(([labels]) => labels);
const cumulative = frequencies.map(
  (_, i) => frequencies.slice(0, i + 1).reduce((sum, [, n]) => sum + n, 0) / 1000,
);

/**
 * Leaves named by 16 hexadecimal digits in the order of their names, and three unlabelled test images. A fifth of the
 * labelled leaves becomes the test set; no kind has so many, because a score needs two kinds of answers at least.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const most = Math.ceil(size / 5) - 1;
  const counts = new Array<number>(kinds.length).fill(0);
  const draw = (): number => {
    for (;;) {
      const place = random.random();
      const kind = cumulative.findIndex((end) => place < end);
      if (counts[kind] < most) return kind;
    }
  };
  const names = new Set<string>();
  while (names.size < size + 3) {
    const halves = [0, 1].map(() =>
      Math.floor(random.random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    );
    names.add(`${halves.join("")}.jpg`);
  }
  const [hidden, shown] = [[...names].slice(0, 3), [...names].slice(3).sort()];

  for (const folder of ["train_images", "test_images"]) await mkdir(join(out, folder));
  const train = ["image,labels"];
  for (const name of shown) {
    const kind = draw();
    counts[kind]++;
    train.push(`${name},${kinds[kind]}`);
    await writeFile(join(out, "train_images", name), tinyJpeg(20 * kind, name));
  }
  for (const name of hidden) await writeFile(join(out, "test_images", name), tinyJpeg(255, name));
  await writeLines(join(out, "train.csv"), train);
  const sample = ["image,labels", ...hidden.map((name) => `${name},healthy`)];
  await writeLines(join(out, "sample_submission.csv"), sample);
};
