import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/** Cats and dogs, each numbered from 0, and half as many images without a label, numbered from 1. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  // Cats come first by name. A score needs both animals in the part that becomes the test set.
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  const wanted = Math.floor(size / 2) + random.randint(-1, 2);
  const cats = Math.min(Math.max(wanted, Math.min(...held) + 1), Math.max(...held));

  const labeled = Array.from({ length: size }, (_, i) => (i < cats ? `cat.${i}` : `dog.${i - cats}`));
  const unlabeled = Array.from({ length: Math.ceil(size / 2) }, (_, i) => String(i + 1));
  for (const [folder, names] of Object.entries({ train: labeled, test: unlabeled })) {
    const images = names.map((name) => {
      const shade = random.randint(0, 156) + (name.startsWith("dog") ? 100 : 0);
      return { name: `${folder}/${name}.jpg`, data: tinyJpeg(shade, `${folder} ${name}`) };
    });
    await raw.zip(`${folder}.zip`, images);
  }
  const sample = unlabeled.map((id) => [id, 0.5]);
  await raw.csv("sample_submission.csv", ["id", "label"], sample);
});
