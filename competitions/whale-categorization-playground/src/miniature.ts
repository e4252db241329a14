import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/** Share of whales with so many photos, as in Kaggle's data: half of them have one. */
const counts = [1, 1, 1, 1, 2, 2, 3, 4, 6];

/** Photos of flukes in the order of their names; a twelfth shows a whale that has no ID. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, size }) => {
  const newId = hexadecimalIds(random, 8);
  const newWhale = hexadecimalIds(random, 7);
  // Four photos of unknown whales leave two for the random split.
  const ids = new Array<string>(Math.max(4, Math.round(size / 12))).fill("new_whale");
  while (ids.length < size) {
    const count = Math.min(pick(counts), size - ids.length);
    ids.push(...new Array<string>(count).fill(`w_${newWhale()}`));
  }
  const names = Array.from({ length: size }, () => `${newId()}.jpg`).sort();
  const rows: string[][] = [];
  for (const [i, id] of random.permutation(ids).entries()) {
    rows.push([names[i], id]);
    await raw.file(`train/${names[i]}`, tinyJpeg(below(256), names[i]));
  }
  await raw.csv("train.csv", ["Image", "Id"], rows);
  const hidden = Array.from({ length: 1 + Math.floor(size / 4) }, () => `${newId()}.jpg`).sort();
  for (const name of hidden) await raw.file(`test/${name}`, tinyJpeg(below(256), name));
  const sample = hidden.map((name) => [name, "new_whale w_1287fbc w_98baff9 w_7554f44 w_1eafe46"]);
  await raw.csv("sample_submission.csv", ["Image", "Id"], sample);
});
