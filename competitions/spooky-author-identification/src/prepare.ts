import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { oneHot } from "@mlebench/table";
import { authors } from "./authors.js";

/** Kaggle's sample submission: each author's share of the training data. */
const shares = { EAP: 0.403493538995863, HPL: 0.287808366106543, MWS: 0.308698094897594 };

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.zip");
  const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.1, randomState: 0 });
  const answers = oneHot(test, { id: "id", target: "author", classes: authors });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("author"));
  pub.csv("sample_submission.csv", answers.assign(shares));
  priv.csv("test.csv", answers);
});
