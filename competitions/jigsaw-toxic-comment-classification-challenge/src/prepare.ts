import { definePrepare } from "@mlebench/folders";
import { alignById, requireDisjoint } from "@mlebench/table";
import { classes } from "./classes.js";

/** Kaggle published the labels of its test set, so nothing has to be split. */
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const names = ["train", "test", "test_labels", "sample_submission"];
  for (const name of names) await raw.extract(`${name}.csv.zip`);
  const [train, test, answers, sample] = names.map((name) => raw.csv(`${name}.csv`));
  for (const table of [test, answers]) alignById(table, sample, "id");
  requireDisjoint(train, test, "id");
  pub.csv("train.csv", train);
  pub.csv("test.csv", test);
  pub.csv("sample_submission.csv", sample.fill(classes, 0.5));
  priv.csv("test.csv", answers);
});
