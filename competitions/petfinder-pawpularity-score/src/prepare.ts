import { roundLikeNumpy } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { createGenerator, trainTestSplit } from "@mlebench/sampling";
import { requireExactColumns, requireUnique } from "@mlebench/table";
import { features } from "./features.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["Id", ...features, "Pawpularity"], { inOrder: true });
  requireUnique(labeled, "Id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const scores = createGenerator(0)
    .uniform(1, 100, test.length)
    .map((score) => roundLikeNumpy(score, 2));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("Pawpularity"));
  pub.csv(
    "sample_submission.csv",
    test.select("Id").assign({ Pawpularity: { dtype: "float64", values: scores } }),
  );
  priv.csv("test.csv", test);
  await pub.files(
    raw,
    train.strings("Id").map((id) => `train/${id}.jpg`),
  );
  await pub.files(
    raw,
    test.strings("Id").map((id) => [`train/${id}.jpg`, `test/${id}.jpg`]),
  );
});
