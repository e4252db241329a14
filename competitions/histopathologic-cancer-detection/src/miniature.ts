import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyTiff } from "@mlebench/synthetic/media";

/** Purple patches in no order, four in ten with a tumor, and about a quarter as many without a label, as Kaggle has. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const newId = hexadecimalIds(random, 40);
  const patch = async (folder: string): Promise<[id: string, label: number]> => {
    const id = newId();
    const label = chance(0.405) ? 1 : 0;
    const red = random.randint(120, 200) - 20 * label;
    await raw.file(`${folder}/${id}.tif`, tinyTiff([red, random.randint(80, 160), random.randint(140, 220)]));
    return [id, label];
  };

  const train: [string, number][] = [];
  for (let i = 0; i < size; i++) train.push(await patch("train"));
  const sample: [string, number][] = [];
  for (let i = 0; i < Math.ceil(0.261 * size); i++) sample.push([(await patch("test"))[0], 0]);
  await raw.csv("train_labels.csv", ["id", "label"], train);
  await raw.csv("sample_submission.csv", ["id", "label"], sample);
});
