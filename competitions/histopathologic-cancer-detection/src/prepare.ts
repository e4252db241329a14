import { definePrepare } from "@mlebench/folders";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train_labels.csv", { floatParser: "default" });
  requireUnique(labeled, "id");
  const unlabeled = raw.list("test", ".tif").length;
  const testSize = unlabeled / (labeled.length + unlabeled);
  const split = trainTestSplitIndices(labeled.length, { testSize, randomState: 0 });
  // Rows stay in the file's order.
  const train = labeled.take(split.train.toSorted());
  const test = labeled.take(split.test.toSorted());
  pub.csv("train_labels.csv", train);
  pub.csv("sample_submission.csv", test.assign({ label: 0 }));
  priv.csv("answers.csv", test);
  await pub.files(
    raw,
    train.strings("id").map((id) => `train/${id}.tif`),
  );
  await pub.files(
    raw,
    test.strings("id").map((id) => [`train/${id}.tif`, `test/${id}.tif`]),
  );
});
