import { createZip } from "@mlebench/archives";
import { UserError } from "@mlebench/core";
import { preparation } from "@mlebench/folders";
import { tableFromColumns } from "@mlebench/table";

/** Days of recording in Kaggle's training set; the last two become the test set. */
const days = 4;

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("train2.zip");
  const clips = raw.list("train2");
  const dayOf = (clip: string): string => clip.split("_")[0];
  const dates = [...new Set(clips.map(dayOf))];
  if (dates.length !== days) {
    throw new UserError(`The clips are of ${dates.length} days`, {
      file: raw.resolve("train2.zip"),
      expected: `clips of ${days} days, named YYYYMMDD_…_TRAIN<number>_<label>.aif`,
    });
  }
  // Names begin with the time of recording, so the sorted clips are in order of time, and so are their new numbers.
  const trainDays = new Set(dates.slice(0, 2));
  const train = clips.filter((clip) => trainDays.has(dayOf(clip)));
  const test = clips.filter((clip) => !trainDays.has(dayOf(clip)));
  const trainNames = train.map((clip, i) => clip.replace(/TRAIN\d+/g, `TRAIN${i}`));
  const testNames = test.map((clip, i) => `${clip.split("TRAIN")[0]}Test${i}.aif`);
  for (const [folder, from, to] of [
    ["train2", train, trainNames],
    ["test2", test, testNames],
  ] as const) {
    await createZip(
      pub.resolve(`${folder}.zip`),
      from.map((clip, i) => ({ name: `${folder}/${to[i]}`, path: raw.resolve(`train2/${clip}`) })),
    );
  }

  const labels = Float64Array.from(test, (clip) => (/_1(?:\.[^.]+)?$/.test(clip) ? 1 : 0));
  const answers = tableFromColumns({
    clip: { dtype: "object", values: testNames },
    probability: { dtype: "int64", values: labels },
  });
  priv.csv("test.csv", answers);
  pub.csv("sampleSubmission.csv", answers.assign({ probability: 0 }));
});
