import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";
import { classes } from "./classes.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.1, randomState: 0 });
  for (const part of [train, test]) requireUnique(part, "StudyInstanceUID");
  const [trainIds, testIds] = [train, test].map((table) => table.strings("StudyInstanceUID").map(String));
  pub.csv("train.csv", train);
  pub.csv(
    "train_annotations.csv",
    raw.csv("train_annotations.csv").whereIn("StudyInstanceUID", new Set(trainIds)),
  );
  pub.csv("sample_submission.csv", test.select("StudyInstanceUID", ...classes).fill(classes, 0));
  priv.csv("test.csv", test);

  pub.folder("train");
  pub.folder("test");
  await pub.files(
    raw,
    trainIds.map((id) => `train/${id}.jpg`),
  );
  await pub.files(
    raw,
    testIds.map((id) => [`train/${id}.jpg`, `test/${id}.jpg`]),
  );
});
