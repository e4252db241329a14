import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireAffixes, requireExactColumns, uniqueStrings } from "@mlebench/table";
import { classes } from "./classes.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["image_id", ...classes]);
  requireAffixes(labeled, "image_id", { prefix: "Train_" });
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const newIds = new Map([
    ...uniqueStrings(train, "image_id").map((id, i) => [id, `Train_${i}`] as const),
    ...uniqueStrings(test, "image_id").map((id, i) => [id, `Test_${i}`] as const),
  ]);
  const [newTrain, answers] = [train, test].map((part) =>
    part.assign({ image_id: part.strings("image_id").map((id) => newIds.get(String(id)) ?? String(id)) }),
  );
  pub.csv("train.csv", newTrain);
  pub.csv("test.csv", answers.select("image_id"));
  pub.csv("sample_submission.csv", answers.select("image_id").fill(classes, 0.25));
  priv.csv("test.csv", answers);
  await pub.files(
    raw,
    Array.from(newIds, ([id, newId]) => [`images/${id}.jpg`, `images/${newId}.jpg`]),
  );
});
