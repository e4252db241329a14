import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireDisjoint } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.1, randomState: 0 });
  requireDisjoint(train, test, "Id");
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("Cover_Type"));
  pub.csv("sample_submission.csv", test.select("Id").assign({ Cover_Type: 2 }));
  priv.csv("test.csv", test);
});
