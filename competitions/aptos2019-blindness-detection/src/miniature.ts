import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";

/** Shares of the grades 0 to 4 in Kaggle's data, added up. */
const cumulative = [0.493, 0.594, 0.867, 0.919, 1];

/** Eyes in the order of their names, brighter the worse they are, and half as many without a grade. */
export const writeMiniature = defineMiniature(async ({ raw, random, share, size }) => {
  const newId = hexadecimalIds(random, 12);
  const ungraded = Array.from({ length: Math.ceil(size / 2) }, newId).sort();
  const graded = Array.from({ length: size }, newId).sort();
  const paint = async (folder: string, id: string): Promise<number> => {
    const grade = share(cumulative);
    const shades = Array.from(random.randint(40, 80, 4), (shade) => shade + 30 * grade);
    const image = grayPng({ width: 2, height: 2, pixels: Uint8Array.from(shades) });
    await raw.file(`${folder}/${id}.png`, image);
    return grade;
  };

  const train: [string, number][] = [];
  for (const id of graded) train.push([id, await paint("train_images", id)]);
  for (const id of ungraded) await paint("test_images", id);
  await raw.csv("train.csv", ["id_code", "diagnosis"], train);
  await raw.lines("test.csv", ["id_code", ...ungraded]);
  const sample = ungraded.map((id) => [id, 0]);
  await raw.csv("sample_submission.csv", ["id_code", "diagnosis"], sample);
});
