import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { range, requireColumns } from "@mlebench/table";

/** Rows of the test set, and what part of Kaggle's 900,000 that is. */
const testRows = 100_000;
const testPart = 1 / 9;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["id", "target"]);
  // Only a miniature has too few rows; the reference cannot split one, and Kaggle's file always takes the first branch.
  const testSize = labeled.length > testRows ? testRows : testPart;
  const split = trainTestSplit(labeled, { testSize, randomState: 0 });
  const train = split.train.assign({ id: range(0, split.train.length) });
  const test = split.test.assign({ id: range(train.length, train.length + split.test.length) });
  const gold = test.select("id", "target");
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("target"));
  pub.csv("sample_submission.csv", gold.assign({ target: 0.5 }));
  priv.csv("test.csv", test);
  priv.csv("gold_submission.csv", gold);
});
