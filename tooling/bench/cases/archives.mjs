// Archives and folders: many small files.
import { join } from "node:path";
import { measure, python, script } from "../measure.mjs";

const makeZip =
  (bytes) =>
  async ({ folder, size }) => {
    await measure(script("make-zip.mjs", join(folder, "files.zip"), size, bytes));
  };

export const archiveCases = [
  {
    name: "unzip-small-files",
    title: "Extracting SIZE files of 20 kB from a zip",
    sizes: { full: 20_000, quick: 500 },
    target: { cpu: 1, wall: 0.65 },
    make: makeZip(20_000),
    ours: ({ folder, outputs }) => script("unzip.mjs", join(folder, "files.zip"), outputs),
    theirs: ({ folder, outputs, reference }) =>
      python(reference, "unzip.py", join(folder, "files.zip"), outputs),
    difference: (ours, theirs) => (ours === theirs ? undefined : `the files differ: ${ours}, ${theirs}`),
    floor: ({ size }) => ({ read: 20_000 * size, copied: 20_000 * size }),
  },
  {
    name: "unzip-many-files",
    title: "Extracting SIZE files of 8 bytes from a zip",
    sizes: { full: 1_000_000, quick: 2000 },
    smallSize: 1000,
    rounds: 1,
    isLarge: true,
    bytesPerItem: 200,
    make: makeZip(8),
    ours: ({ folder, outputs }) => script("unzip.mjs", join(folder, "files.zip"), outputs),
  },
  {
    name: "place-images",
    title: "Placing SIZE images of 50 kB",
    sizes: { full: 20_000, quick: 200 },
    target: { cpu: 1 },
    make: async ({ folder, size }) => {
      await measure(script("make-images.mjs", join(folder, "images"), size, 50_000));
    },
    ours: ({ folder, outputs }) => script("place-images.mjs", join(folder, "images"), outputs),
    theirs: ({ folder, outputs, reference }) =>
      python(reference, "place_images.py", join(folder, "images"), outputs),
  },
  {
    name: "place-many-images",
    title: "Placing a folder of SIZE empty files",
    sizes: { full: 1_000_000, quick: 2000 },
    smallSize: 1000,
    rounds: 1,
    isLarge: true,
    bytesPerItem: 200,
    make: async ({ folder, size }) => {
      await measure(script("make-images.mjs", join(folder, "images"), size, 0));
    },
    ours: ({ folder, outputs }) => script("place-images.mjs", join(folder, "images"), outputs),
  },
];
