import type { NewMember } from "@mlebench/archives";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature, distinct, textMember } from "@mlebench/synthetic";
import { tinyBmp, tinyWav } from "@mlebench/synthetic/media";

const species = [
  ["BRCR", "Brown Creeper"],
  ["PAWR", "Pacific Wren"],
  ["PSFL", "Pacific-slope Flycatcher"],
  ["RBNU", "Red-breasted Nuthatch"],
  ["DEJU", "Dark-eyed Junco"],
  ["OSFL", "Olive-sided Flycatcher"],
  ["HETH", "Hermit Thrush"],
  ["CBCH", "Chestnut-backed Chickadee"],
  ["VATH", "Varied Thrush"],
  ["HEWA", "Hermit Warbler"],
  ["SWTH", "Swainson's Thrush"],
  ["HAFL", "Hammond's Flycatcher"],
  ["WETA", "Western Tanager"],
  ["BHGB", "Black-headed Grosbeak"],
  ["GCKI", "Golden Crowned Kinglet"],
  ["WAVI", "Warbling Vireo"],
  ["MGWA", "MacGillivray's Warbler"],
  ["STJA", "Stellar's Jay"],
  ["CONI", "Common Nighthawk"],
];
const codes = [
  "PC1",
  "PC2",
  "PC4",
  "PC7",
  "PC8",
  "PC10",
  "PC11",
  "PC13",
  "PC15",
  "PC16",
  "PC17",
  "PC18",
  "PC21",
];

/**
 * `size` recordings with labels and one more without, in no order of fold. Many recordings have no bird and then no
 * comma behind their number; some have no segments and so no lines in the files of features.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const isHidden = random.permutation(Array.from({ length: 2 * size + 1 }, (_, i) => (i < size ? 0 : 1)));
  const folds = ["rec_id,fold", ...isHidden.map((hidden, id) => `${id},${hidden}`)];
  const names = distinct(isHidden.length, () => recordingName(random));
  const labels = ["rec_id,[labels]"];
  const histograms = ["rec_id,[histogram of segment features]"];
  const features = ["rec_id,segment_id,[feature vector]"];
  const rectangles = ["rec_id,segment_id,x,X,y,Y"];
  const media: NewMember[] = [];
  for (const [id, name] of names.entries()) {
    const present = species.flatMap((_, kind) => (chance(0.16 / (1 + kind / 6)) ? [kind] : []));
    labels.push([id, ...(isHidden[id] === 1 ? ["?"] : present)].join(","));
    const segments = chance(0.1) ? 0 : random.randint(1, 5);
    const counts = Array.from({ length: 100 }, () => (chance(0.05) ? random.random() : 0));
    histograms.push([id, ...counts.map(pythonLike)].join(","));
    for (let segment = 0; segment < segments; segment++) {
      const vector = Array.from(random.uniform(0, 250, 38), (value, i) =>
        pythonLike(i % 5 === 0 ? value / 1e6 : value),
      );
      features.push([id, segment, ...vector].join(","));
      const [left, top] = random.randint(0, 1000, 2);
      rectangles.push([id, segment, left, left + random.randint(5, 200), top % 256, 256].join(","));
    }
    media.push({ name: `essential_data/src_wavs/${name}.wav`, data: tinyWav(random.randint(-500, 500, 8)) });
    for (const folder of ["filtered_spectrograms", "spectrograms", "supervised_segmentation"]) {
      media.push({
        name: `supplemental_data/${folder}/${name}.bmp`,
        data: tinyBmp(random.randint(0, 256, 4)),
      });
    }
    if (chance(0.06)) {
      media.push({
        name: `supplemental_data/segmentation_examples/${name}.bmp`,
        data: tinyBmp(random.randint(0, 256, 4)),
      });
    }
  }
  const members: NewMember[] = [
    textMember("essential_data/CVfolds_2.txt", folds),
    textMember("essential_data/rec_id2filename.txt", [
      "rec_id,filename",
      ...names.map((name, id) => `${id},${name}`),
    ]),
    textMember("essential_data/rec_labels_test_hidden.txt", labels),
    textMember("essential_data/species_list.txt", [
      "class_id,code,species",
      ...species.map(([code, name], kind) => `${kind},${code},${name}`),
    ]),
    textMember("supplemental_data/histogram_of_segments.txt", histograms),
    textMember("supplemental_data/segment_features.txt", features),
    textMember("supplemental_data/segment_rectangles.txt", rectangles),
    { name: "supplemental_data/segment_clusters.bmp", data: tinyBmp(random.randint(0, 256, 4)) },
    { name: "supplemental_data/segment_mosaic.bmp", data: tinyBmp(random.randint(0, 256, 4)) },
    ...media,
  ];
  await raw.zip(
    "mlsp_contest_dataset.zip",
    members.map(({ name, data }) => ({ name: `mlsp_contest_dataset/${name}`, data })),
    { compression: "store" },
  );
});

/** Six digits at most, small numbers with an exponent. */
function pythonLike(value: number): string {
  if (value === 0) return "0";
  return value < 1e-4
    ? value.toExponential(5).replace(/e-(\d)$/, "e-0$1")
    : String(Number(value.toPrecision(6)));
}

function recordingName(random: RandomState): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${random.choice(["2009", "2010"])}${two(random.randint(5, 9))}${two(random.randint(1, 31))}`;
  const time = `${two(random.randint(4, 11))}${two(random.randint(0, 60))}${two(random.randint(0, 60))}`;
  return `${random.choice(codes)}_${day}_${time}_00${two(random.randint(0, 40))}`;
}
