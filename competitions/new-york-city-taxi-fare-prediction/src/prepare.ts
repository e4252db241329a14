import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumnCount, requireDisjoint } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const rides = raw.csv("train.csv");
  requireColumnCount(rides, 8);
  const { train, test } = trainTestSplit(rides, { testSize: 9914, randomState: 0 });
  requireDisjoint(train, test, "key");
  pub.csv("labels.csv", train);
  pub.csv("test.csv", test.drop("fare_amount"));
  pub.csv("sample_submission.csv", test.select("key").assign({ fare_amount: 11.35 }));
  priv.csv("test.csv", test);
  await pub.files(raw, ["GCP-Coupons-Instructions.rtf"]);
});
