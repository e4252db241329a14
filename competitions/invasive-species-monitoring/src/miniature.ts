import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, withEachClass } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/**
 * Pictures numbered from 1, five in eight with the plant and brighter, and two thirds as many without a label. Both
 * kinds are among those that become the test set: without either there is no score.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const drawn = Array.from({ length: size }, () => (chance(0.63) ? 1 : 0));
  const held = trainTestSplitIndices(size, { testSize: 0.2, randomState: 0 }).test;
  const labels = withEachClass<number>(random, drawn, [0, 1], { among: held });
  const unlabeled = Array.from({ length: Math.ceil((2 * size) / 3) }, () => random.randint(0, 2));

  for (const [folder, kinds] of Object.entries({ train: labels, test: unlabeled })) {
    const images = kinds.map((kind, i) => {
      const shade = random.randint(0, 156) + 100 * kind;
      return { name: `${folder}/${i + 1}.jpg`, data: tinyJpeg(shade, `${folder} ${i + 1}`) };
    });
    await raw.sevenZip(`${folder}.7z`, images);
  }
  const columns = ["name", "invasive"];
  const numbered = (values: readonly number[]) => values.map((value, i) => [i + 1, value]);
  await raw.zippedCsv("train_labels.csv.zip", columns, numbered(labels));
  await raw.zippedCsv("sample_submission.csv.zip", columns, numbered(unlabeled.map(() => 0.5)));
});
