import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("score"));
  pub.csv("sample_submission.csv", test.select("id").assign({ score: 0 }));
  priv.csv("test.csv", test);
});
