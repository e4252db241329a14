import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("Transported"));
  pub.csv("sample_submission.csv", test.select("PassengerId").assign({ Transported: false }));
  priv.csv("test.csv", test);
});
