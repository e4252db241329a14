import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { hexadecimal, writeLines } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";
import { species, speciesCounts } from "./species.js";

const hexadecimalDigits = 9;

/**
 * Seedlings in a folder for each species, about as frequent as in Kaggle's data, and a sixth as many without a species.
 * A folder may be empty.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const pool = species.flatMap((name, kind) => new Array<number>(speciesCounts[name]).fill(kind));
  const names = new Set<string>();
  while (names.size < size + Math.ceil(size / 6)) {
    names.add(`${hexadecimal(random, hexadecimalDigits)}.png`);
  }
  const paint = (kind: number): Uint8Array => {
    const shades = Array.from(random.randint(0, 60, 16), (shade) => shade + 16 * kind);
    return grayPng({ width: 4, height: 4, pixels: Uint8Array.from(shades) });
  };

  for (const name of species) await mkdir(join(out, "train", name), { recursive: true });
  await mkdir(join(out, "test"));
  for (const file of [...names].slice(0, size)) {
    const kind = pool[random.randint(0, pool.length)];
    await writeFile(join(out, "train", species[kind], file), paint(kind));
  }
  const unknown = [...names].slice(size).sort();
  for (const file of unknown) await writeFile(join(out, "test", file), paint(random.randint(0, 12)));
  const sample = ["file,species", ...unknown.map((file) => `${file},Sugar beet`)];
  await writeLines(join(out, "sample_submission.csv"), sample);
};
