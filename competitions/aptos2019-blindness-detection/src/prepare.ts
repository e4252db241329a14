import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "id_code");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("diagnosis"));
  pub.csv("sample_submission.csv", test.assign({ diagnosis: 0 }));
  priv.csv("test.csv", test);
  await pub.files(
    raw,
    train.strings("id_code").map((id) => `train_images/${id}.png`),
  );
  await pub.files(
    raw,
    test.strings("id_code").map((id) => [`train_images/${id}.png`, `test_images/${id}.png`]),
  );
});
