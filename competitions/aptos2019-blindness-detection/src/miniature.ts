import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { hexadecimalIds, writeLines } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";

const hexadecimalDigits = 12;
/** Shares of the grades 0 to 4 in Kaggle's data, added up. */
const cumulative = [0.493, 0.594, 0.867, 0.919, 1];

/** Eyes in the order of their names, brighter the worse they are, and half as many without a grade. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const hidden = Math.ceil(size / 2);
  const newId = hexadecimalIds(random, hexadecimalDigits);
  const ungraded = Array.from({ length: hidden }, newId).sort();
  const graded = Array.from({ length: size }, newId).sort();
  const draw = (): number => {
    const place = random.random();
    return cumulative.findIndex((end) => place < end);
  };
  const paint = async (folder: string, id: string, grade: number): Promise<void> => {
    const shades = Array.from(random.randint(40, 80, 4), (shade) => shade + 30 * grade);
    const image = grayPng({ width: 2, height: 2, pixels: Uint8Array.from(shades) });
    await writeFile(join(out, folder, `${id}.png`), image);
  };

  for (const folder of ["train_images", "test_images"]) await mkdir(join(out, folder));
  const train = ["id_code,diagnosis"];
  for (const id of graded) {
    const grade = draw();
    train.push(`${id},${grade}`);
    await paint("train_images", id, grade);
  }
  for (const id of ungraded) await paint("test_images", id, draw());
  const sample = ["id_code,diagnosis", ...ungraded.map((id) => `${id},0`)];
  for (const [name, rows] of Object.entries({
    train,
    test: ["id_code", ...ungraded],
    sample_submission: sample,
  })) {
    await writeLines(join(out, `${name}.csv`), rows);
  }
};
