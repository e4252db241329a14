import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { breeds } from "./breeds.js";

/** Dogs in the order of their names, breeds about equally often, and as many again without a label. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const newId = hexadecimalIds(random, 32);
  const labeled = Array.from({ length: size }, newId).sort();
  const unlabeled = Array.from({ length: size }, newId).sort();
  const labels: string[][] = [];
  for (const id of labeled) {
    const breed = random.randint(0, breeds.length);
    labels.push([id, breeds[breed]]);
    await raw.file(`train/${id}.jpg`, tinyJpeg(2 * breed, id));
  }
  for (const id of unlabeled)
    await raw.file(`test/${id}.jpg`, tinyJpeg(random.randint(0, 2 * breeds.length), id));
  await raw.csv("labels.csv", ["id", "breed"], labels);
  const sample = unlabeled.map((id) => [id, ...breeds.map(() => 1 / breeds.length)]);
  await raw.csv("sample_submission.csv", ["id", ...breeds], sample);
});
