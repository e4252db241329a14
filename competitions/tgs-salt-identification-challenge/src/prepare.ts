import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("competition_data.zip");
  const { train, test } = trainTestSplit(raw.csv("competition_data/train.csv"), {
    testSize: 0.25,
    randomState: 0,
  });
  const sortedTest = test.sortBy("id");
  pub.csv("train.csv", train.sortBy("id"));
  priv.csv("test.csv", sortedTest);
  pub.csv("sample_submission.csv", sortedTest.drop("rle_mask").assign({ rle_mask: "1 1" }));

  const trainIds = train.texts("id").map(String);
  pub.csv("depths.csv", raw.csv("depths.csv").whereIn("id", new Set(trainIds)).sortBy("id"));

  const testIds = test.texts("id").map(String);
  const image = (id: string): string => `competition_data/train/images/${id}.png`;
  await pub.files(raw, [
    ...trainIds.map((id) => [image(id), `train/images/${id}.png`] as const),
    ...trainIds.map((id) => [`competition_data/train/masks/${id}.png`, `train/masks/${id}.png`] as const),
    ...testIds.map((id) => [image(id), `test/images/${id}.png`] as const),
  ]);
});
