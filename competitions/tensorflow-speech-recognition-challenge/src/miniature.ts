import { defineMiniature, hexadecimalIds, textMember } from "@mlebench/synthetic";
import { tinyWav } from "@mlebench/synthetic/media";
import { labelCounts, labels } from "./labels.js";

const noises = [
  "doing_the_dishes",
  "dude_miaowing",
  "exercise_bike",
  "pink_noise",
  "running_tap",
  "white_noise",
];
const words = labels.filter((label) => label !== "_background_noise_");

/**
 * Commands about as frequent as in Kaggle's data, from few speakers, so that most filenames are in several folders; long
 * recordings of noise; and files that are no recordings.
 * Kaggle's own test set, `test.7z`, is left out.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, pick, below, size }) => {
  const newSpeaker = hexadecimalIds(random, 8);
  const speakers = Array.from({ length: Math.ceil(size / 8) }, newSpeaker);
  const pool = words.flatMap((word) => new Array<string>(labelCounts[word]).fill(word));
  const recording = (length: number): Uint8Array =>
    tinyWav(Array.from(random.randint(-9000, 9000, length), Number));

  const noise = noises.slice(0, Math.floor(size / 20));
  const repeats = new Map<string, number>();
  const spoken = Array.from({ length: size - noise.length }, () => {
    const take = `${pick(pool)}/${pick(speakers)}`;
    const repeat = repeats.get(take) ?? 0;
    repeats.set(take, repeat + 1);
    return `${take}_nohash_${repeat}.wav`;
  }).sort();
  const paths = [...noise.map((name) => `_background_noise_/${name}.wav`), ...spoken];
  const held = (share: number): string[] => spoken.filter(() => below(10) < share);
  await raw.sevenZip("train.7z", [
    textMember("train/LICENSE", ["Creative Commons BY 4.0"]),
    textMember("train/README.md", ["# Recordings of short commands"]),
    textMember("train/audio/_background_noise_/README.md", ["White and pink noise are computed."]),
    ...paths.map((path) => ({
      name: `train/audio/${path}`,
      data: recording(path.startsWith("_") ? 64 : 8 + below(8)),
    })),
    textMember("train/testing_list.txt", held(1)),
    textMember("train/validation_list.txt", held(1)),
  ]);
  const unlabeled = Array.from({ length: Math.ceil(size / 6) }, () => `clip_${newSpeaker()}0.wav`).sort();
  await raw.csv(
    "sample_submission.csv",
    ["fname", "label"],
    unlabeled.map((name) => [name, "silence"]),
  );
  await raw.file("link_to_gcp_credits_form.txt", "https://example.com/credits\n");
});
