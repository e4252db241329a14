import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumnCount } from "@mlebench/table";

const sampleColumns = ["id", "EC1", "EC2"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumnCount(labeled, 38);
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const sample = test.drop(...test.names.filter((name) => !sampleColumns.includes(name)));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("EC1", "EC2", "EC3", "EC4", "EC5", "EC6"));
  pub.csv("sample_submission.csv", sample.fill(["EC1", "EC2"], 0.5));
  priv.csv("test.csv", test);
});
