import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireAffixes, requireColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["image", "labels"]);
  requireAffixes(labeled, "image", { suffix: ".jpg" });
  requireUnique(labeled, "image");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.2, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ labels: "healthy" }));
  priv.csv("answers.csv", test);
  await pub.files(
    raw,
    train.strings("image").map((image) => `train_images/${image}`),
  );
  await pub.files(
    raw,
    test.strings("image").map((image) => [`train_images/${image}`, `test_images/${image}`]),
  );
});
