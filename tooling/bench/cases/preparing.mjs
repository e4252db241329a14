// Preparing data: a wide table, and every competition's miniature.
import { statSync } from "node:fs";
import { join } from "node:path";
import { measure, python, script } from "../measure.mjs";
import { mlebench } from "./start.mjs";

const differs = (ours, theirs) => (ours === theirs ? undefined : `the outputs differ:\n${ours}\n${theirs}`);

export const preparingCases = [
  {
    name: "prepare-wide",
    title: "Preparing a table of SIZE rows and 28 columns: four outputs and their MD5s",
    sizes: { full: 1_000_000, quick: 20_000 },
    target: { wall: 0.11, cpu: 0.13, memory: 0.3 },
    make: async ({ folder, size }) => {
      await measure(script("make-wide.mjs", join(folder, "wide.csv"), size));
    },
    ours: ({ folder }) => script("prepare-wide.mjs", join(folder, "wide.csv"), join(folder, "ours")),
    theirs: ({ folder, reference }) =>
      python(reference, "prepare_wide.py", join(folder, "wide.csv"), join(folder, "reference")),
    difference: differs,
    // Each byte is read, put into 1.1 outputs, and hashed there.
    floor: ({ folder }) => {
      const { size } = statSync(join(folder, "wide.csv"));
      return { read: size, copied: 1.1 * size, hashed: 1.1 * size };
    },
  },
  {
    name: "prepare-miniatures",
    title: "`mlebench prepare --mini` of SIZE competitions",
    sizes: { full: 82, quick: 2 },
    rounds: 1,
    limit: { wall: 60 },
    ours: ({ folder, size, share }) => {
      const which =
        share === 1 ? ["--all"] : ["-c", "spaceship-titanic", "leaf-classification"].slice(0, 1 + size);
      return mlebench("prepare", ...which, "--mini", "--fresh", "--data-dir", join(folder, "data"));
    },
  },
];
