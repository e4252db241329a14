import type { NewMember } from "@mlebench/archives";
import { csvLines, defineMiniature, hexadecimalIds, textMember } from "@mlebench/synthetic";
import { tinyWav } from "@mlebench/synthetic/media";
import { classes } from "./classes.js";

/**
 * As many curated clips as `size`, more noisy ones, and test clips; one to three labels each, most have one. The labels
 * of the test clips are in the archive that is not on Kaggle, in another order than in the sample submission, among those of
 * the clips of the public leaderboard, which are no longer part of the data.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, pick, chance, below, digits, size }) => {
  const newId = hexadecimalIds(random, 8);
  const newClips = (count: number): string[] => Array.from({ length: count }, () => `${newId()}.wav`);
  const tag = (): string => {
    const labels = new Set([pick(classes)]);
    while (chance(0.18) && labels.size < 3) labels.add(pick(classes));
    return [...labels].join(",");
  };
  const tagged = (clips: readonly string[]) => clips.map((fname): [string, string] => [fname, tag()]);
  const curated = tagged(newClips(size).sort());
  const noisy = tagged(newClips(2 * size).sort());
  const shown = newClips(Math.ceil(size / 4));
  const hidden = newClips(Math.ceil((size * 3) / 4));
  const licenses = [
    "http://creativecommons.org/publicdomain/zero/1.0/",
    "http://creativecommons.org/licenses/by/3.0/",
    "http://creativecommons.org/licenses/by-nc/3.0/",
  ];

  await raw.csv("train_curated.csv", ["fname", "labels"], curated);
  await raw.csv("train_noisy.csv", ["fname", "labels"], noisy);
  const sample = [...hidden].sort().map((fname) => [fname, ...classes.map(() => 0)]);
  await raw.csv("sample_submission.csv", ["fname", ...classes], sample);
  const clip = (name: string): NewMember => ({
    name,
    data: tinyWav(Array.from(random.randint(-9000, 9000, 4 + below(8)), Number)),
  });
  const names = (rows: readonly [string, string][]): string[] => rows.map(([fname]) => fname);
  await raw.zip("train_curated.zip", names(curated).map(clip));
  await raw.zip("train_noisy.zip", names(noisy).map(clip));
  await raw.zip("test.zip", [...hidden].sort().map(clip));

  const source = (): string => String(below(500_000));
  const license = (): string => pick(licenses);
  const video = (): string => `https://www.flickr.com/photos/${digits(1e8, 8)}@N00/${digits(1e10, 10)}`;
  const clips = [...shown.map((name) => [name, "Public"]), ...hidden.map((name) => [name, "Private"])];
  const order = Array.from(random.permutation(clips.length), Number);
  const test = order.map((row) => [clips[row][0], tag(), clips[row][1], source(), license()]);
  const table = (name: string, columns: readonly string[], rows: readonly (readonly string[])[]) =>
    textMember(`FSDKaggle2019.meta/${name}_post_competition.csv`, csvLines(columns, rows));
  await raw.zip("FSDKaggle2019.meta.zip", [
    table("test", ["fname", "labels", "usage", "freesound_id", "license"], test),
    table(
      "train_curated",
      ["fname", "labels", "freesound_id", "license"],
      curated.map((row) => [...row, source(), license()]),
    ),
    table(
      "train_noisy",
      ["fname", "labels", "flickr_video_URL", "license"],
      noisy.map((row) => [...row, video(), license()]),
    ),
  ]);
});
