import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["id", "attribute_ids"]);
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.15, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ attribute_ids: "0 1 2" }));
  priv.csv("answers.csv", test);
  await pub.files(raw, ["labels.csv"]);
  await pub.files(
    raw,
    train.strings("id").map((id) => `train/${id}.png`),
  );
  await pub.files(
    raw,
    test.strings("id").map((id) => [`train/${id}.png`, `test/${id}.png`]),
  );
});
