import { defineMiniature, distinct, hexadecimal } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";
import { species, speciesCounts } from "./species.js";

/**
 * Seedlings in a folder for each species, about as frequent as in Kaggle's data, and a sixth as many without a species.
 * A folder may be empty.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const pool = species.flatMap((name, kind) => new Array<number>(speciesCounts[name]).fill(kind));
  const names = distinct(size + Math.ceil(size / 6), () => `${hexadecimal(random, 9)}.png`);
  const paint = (kind: number): Uint8Array => {
    const shades = Array.from(random.randint(0, 60, 16), (shade) => shade + 16 * kind);
    return grayPng({ width: 4, height: 4, pixels: Uint8Array.from(shades) });
  };

  await raw.folder(...species.map((name) => `train/${name}`));
  for (const file of names.slice(0, size)) {
    const kind = pool[random.randint(0, pool.length)];
    await raw.file(`train/${species[kind]}/${file}`, paint(kind));
  }
  const unknown = names.slice(size).sort();
  for (const file of unknown) await raw.file(`test/${file}`, paint(random.randint(0, 12)));
  const sample = unknown.map((file) => [file, "Sugar beet"]);
  await raw.csv("sample_submission.csv", ["file", "species"], sample);
});
