import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { integers, tableFromColumns } from "@mlebench/table";

/** Days of recording in Kaggle's training set; the last two become the test set. */
const days = 4;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train2.zip");
  const clips = raw.list("train2");
  const dayOf = (clip: string): string => clip.split("_")[0];
  const dates = [...new Set(clips.map(dayOf))];
  if (dates.length !== days) {
    throw new UserError(`Found clips from ${dates.length} days`, {
      file: raw.resolve("train2.zip"),
      expected: `clips of ${days} days, named YYYYMMDD_…_TRAIN<number>_<label>.aif`,
    });
  }
  // Names begin with the time of recording, so the sorted clips are in order of time, and so are their new numbers.
  const trainDays = new Set(dates.slice(0, 2));
  const train = clips.filter((clip) => trainDays.has(dayOf(clip)));
  const test = clips.filter((clip) => !trainDays.has(dayOf(clip)));
  const trainNames = train.map((clip, i) => clip.replace(/TRAIN\d+/g, `TRAIN${i}`));
  const other = train.find((clip) => !clip.endsWith(".aif"));
  if (other !== undefined) {
    throw new UserError(`Unexpected file among the clips: \`${other}\``, {
      file: raw.resolve("train2.zip"),
      expected: "names that end with .aif",
    });
  }
  const testNames = test.map((clip, i) => `${clip.split("TRAIN")[0]}Test${i}.aif`);
  await pub.zip(
    "train2.zip",
    train.map((clip, i) => [`train2/${clip}`, `train2/${trainNames[i]}`]),
    { from: raw },
  );
  await pub.zip(
    "test2.zip",
    test.map((clip, i) => [`train2/${clip}`, `test2/${testNames[i]}`]),
    { from: raw },
  );

  const answers = tableFromColumns({
    clip: testNames,
    probability: integers(test.map((clip) => (/_1(?:\.[^.]+)?$/.test(clip) ? 1 : 0))),
  });
  priv.csv("test.csv", answers);
  pub.csv("sampleSubmission.csv", answers.assign({ probability: 0 }));
});
