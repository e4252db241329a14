import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";

/** Kinds of attributes in the order of their numbers, with names as in Kaggle's data: quotes, commas, accents. */
const attributes = {
  country: ["afghanistan", "france", "côte d'ivoire", "congo, democratic republic"],
  culture: ["american", "château-thierry", 'italian, called "sienese"', "paracas, necropolis"],
  dimension: ["0.5 x 0.5", "large"],
  medium: ["bone", "paper, woven", "silk; linen", "wood"],
  tags: ["birds", "crosses", "dress", "men", "sun, moon and stars", "women"],
};
const names = Object.entries(attributes).flatMap(([kind, list]) => list.map((name) => `${kind}::${name}`));

/** Artworks in the order of their IDs with 1 to 8 attributes each, ascending, tags more often than the others. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, size }) => {
  const newId = hexadecimalIds(random, 32);
  const ids = Array.from({ length: size }, newId).sort();
  // Only a column with a space in it is text.
  const [wide] = trainTestSplitIndices(size, { testSize: 0.15, randomState: 0 }).test;
  const rows: string[][] = [];
  for (const [row, id] of ids.entries()) {
    const count = row === wide ? 2 + below(7) : 1 + below(1 + below(8));
    const found = new Set<number>();
    while (found.size < count) found.add(names.length - 1 - below(1 + below(names.length)));
    rows.push([id, [...found].sort((a, b) => a - b).join(" ")]);
    await raw.file(`train/${id}.png`, artwork(below(256)));
  }
  for (let i = 0; i < 3; i++) await raw.file(`test/${newId()}.png`, artwork(below(256)));
  await raw.csv("train.csv", ["id", "attribute_ids"], rows);
  const labels = names.map((name, number) => [number, name]);
  await raw.csv("labels.csv", ["attribute_id", "attribute_name"], labels);
  await raw.csv("sample_submission.csv", ["id", "attribute_ids"], [[newId(), "0 1 2"]]);
});

function artwork(shade: number): Uint8Array {
  return grayPng({ width: 2, height: 2, pixels: Uint8Array.of(shade, 255 - shade, shade, 128) }, 8);
}
