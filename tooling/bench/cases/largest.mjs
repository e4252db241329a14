// The ten competitions where preparing reads most: bytes, rows, or files. Raw data is generated in the real shape, with
// the real number of rows and files and real sizes of text; images are empty. The reference needs more memory than most
// machines have for some of them, so it prepares a tenth, and so do we for the ratio.
import { join } from "node:path";
import { measure, python, script } from "../measure.mjs";

/**
 * Competition, generator, its size at Kaggle, what that counts, and the memory limit in bytes. `compares` is false where
 * the reference cannot prepare other sizes than Kaggle's.
 */
export const largest = [
  ["new-york-city-taxi-fare-prediction", "taxi", 55_423_856, "rides, 5.7 GB", 1.5 * 2 ** 30],
  ["icecube-neutrinos-in-deep-ice", "icecube", 131_953_924, "events in Parquet"],
  ["h-and-m-personalized-fashion-recommendations", "h-and-m", 31_788_324, "transactions, 3.5 GB"],
  ["billion-word-imputation", "billion-word", 30_301_028, "sentences, 4.1 GB in a zip"],
  ["facebook-recruiting-iii-keyword-extraction", "facebook", 6_034_195, "questions, 7 GB in a zip"],
  [
    "text-normalization-challenge-russian-language",
    "text-normalization",
    10_574_516,
    "tokens, 0.9 GB in a zip",
  ],
  ["cdiscount-image-classification-challenge", "cdiscount", 7_069_896, "products"],
  ["tensorflow2-question-answering", "tf2-qa", 307_373, "articles, 17 GB"],
  ["bms-molecular-translation", "bms", 2_424_186, "images"],
  ["herbarium-2021-fgvc8", "herbarium", 2_257_759, "images"],
];

const casesOf = ([id, generator, size, unit, memory = 1e9]) => {
  const make = async ({ folder, size: count }) => {
    await measure(script("make-raw.mjs", generator, join(folder, "raw"), count, count / size));
  };
  const ours = ({ folder }) => script("prepare-raw.mjs", id, join(folder, "raw"), join(folder, "ours"));
  const tenth = Math.floor(size / 10);
  // The split of the taxi rides takes 9,914 of them, whatever their number.
  const quick = generator === "taxi" ? 20_000 : 2_000;
  return [
    {
      name: `large-${generator}`,
      title: `Preparing ${id}: SIZE ${unit}`,
      sizes: { full: size, quick },
      isLarge: true,
      rounds: 1,
      limit: { memory },
      make,
      ours,
    },
    {
      name: `large-${generator}-tenth`,
      title: `Preparing ${id}: a tenth of it, SIZE`,
      sizes: { full: tenth, quick },
      isLarge: true,
      rounds: 3,
      target: { cpu: generator === "taxi" ? 0.15 : 0.2 },
      make,
      ours,
      theirs: ({ folder, reference }) =>
        python(reference, "prepare_raw.py", id, join(folder, "raw"), join(folder, "reference")),
      agree: ({ folder, reference }) =>
        python(reference, "same_files.py", join(folder, "ours"), join(folder, "reference")),
    },
  ];
};

export const largestCases = largest.flatMap(casesOf);
