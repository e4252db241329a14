import { defineMiniature, distinct } from "@mlebench/synthetic";
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
 * Leaves named by 16 hexadecimal digits in the order of their names, and three unlabeled test images. A fifth of the
 * labeled leaves becomes the test set; no kind has so many, because a score needs two kinds of answers at least.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, share, size }) => {
  const most = Math.ceil(size / 5) - 1;
  const counts = new Array<number>(kinds.length).fill(0);
  const draw = (): number => {
    for (;;) {
      const kind = share(cumulative);
      if (counts[kind] < most) return kind;
    }
  };
  const half = (): string =>
    Math.floor(random.random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const names = distinct(size + 3, () => `${half()}${half()}.jpg`);
  const [hidden, shown] = [names.slice(0, 3), names.slice(3).sort()];

  const train: string[][] = [];
  for (const name of shown) {
    const kind = draw();
    counts[kind]++;
    train.push([name, kinds[kind]]);
    await raw.file(`train_images/${name}`, tinyJpeg(20 * kind, name));
  }
  for (const name of hidden) await raw.file(`test_images/${name}`, tinyJpeg(255, name));
  await raw.csv("train.csv", ["image", "labels"], train);
  const sample = hidden.map((name) => [name, "healthy"]);
  await raw.csv("sample_submission.csv", ["image", "labels"], sample);
});
