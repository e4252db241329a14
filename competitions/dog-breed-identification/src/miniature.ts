import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { tinyJpeg } from "@mlebench/folders";
import { createRandomState } from "@mlebench/sampling";
import { breeds } from "./breeds.js";

const hexadecimalDigits = 32;

/** Dogs in the order of their names, breeds about equally often, and as many again without a label. */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const ids = new Set<string>();
  while (ids.size < 2 * size) {
    const digits = random.randint(0, 16, hexadecimalDigits);
    const id = Array.from(digits, (digit) => digit.toString(16)).join("");
    // An id like 12e4567890 alone in a column would be read as a number.
    if (/[a-df]/.test(id)) ids.add(id);
  }
  const labelled = [...ids].slice(0, size).sort();
  const unlabelled = [...ids].slice(size).sort();

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
  await writeFile(join(out, "labels.csv"), `${labels.join("\n")}\n`);
  await writeFile(join(out, "sample_submission.csv"), `${sample.join("\n")}\n`);
};
