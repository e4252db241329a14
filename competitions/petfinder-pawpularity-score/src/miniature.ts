import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { features } from "./features.js";

/** About how often each feature is 1 in Kaggle's data. */
const frequencies = [0.03, 0.77, 0.9, 0.86, 0.01, 0.07, 0.13, 0.05, 0.17, 0.17, 0.06, 0.07];

/** Photos in the order of their names, bright ones more popular, and a few of Kaggle's own test set. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, size }) => {
  const newId = hexadecimalIds(random, 32);
  const photos = async (folder: string, count: number): Promise<(string | number)[][]> => {
    const rows: (string | number)[][] = [];
    for (const id of Array.from({ length: count }, newId).sort()) {
      const score = chance(0.03) ? 100 : 1 + below(50) + below(50);
      await raw.file(`${folder}/${id}.jpg`, tinyJpeg(2 * score + below(56), id));
      const values = frequencies.map((frequency) => Number(chance(frequency)));
      if (values[features.indexOf("Blur")] === 1) values[features.indexOf("Eyes")] = 0;
      rows.push([id, ...values, score]);
    }
    return rows;
  };
  const test = await photos("test", 8);
  await raw.csv("train.csv", ["Id", ...features, "Pawpularity"], await photos("train", size));
  await raw.csv(
    "test.csv",
    ["Id", ...features],
    test.map((row) => row.slice(0, -1)),
  );
  await raw.csv(
    "sample_submission.csv",
    ["Id", "Pawpularity"],
    test.map((row) => [row[0], row.at(-1) ?? ""]),
  );
});
