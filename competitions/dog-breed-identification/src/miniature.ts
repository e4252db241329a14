import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { hexadecimalIds, writeLines } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { breeds } from "./breeds.js";

const hexadecimalDigits = 32;

/** Dogs in the order of their names, breeds about equally often, and as many again without a label. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const newId = hexadecimalIds(random, hexadecimalDigits);
  const labelled = Array.from({ length: size }, newId).sort();
  const unlabelled = Array.from({ length: size }, newId).sort();

  for (const folder of ["train", "test"]) await mkdir(join(out, folder));
  const labels = ["id,breed"];
  for (const id of labelled) {
    const breed = random.randint(0, breeds.length);
    labels.push(`${id},${breeds[breed]}`);
    await writeFile(join(out, "train", `${id}.jpg`), tinyJpeg(2 * breed, id));
  }
  const sample = [["id", ...breeds].join(",")];
  for (const id of unlabelled) {
    sample.push([id, ...breeds.map(() => 1 / breeds.length)].join(","));
    await writeFile(join(out, "test", `${id}.jpg`), tinyJpeg(random.randint(0, 2 * breeds.length), id));
  }
  await writeLines(join(out, "labels.csv"), labels);
  await writeLines(join(out, "sample_submission.csv"), sample);
};
