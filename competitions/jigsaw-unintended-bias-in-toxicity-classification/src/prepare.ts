import { definePrepare } from "@mlebench/folders";
import { requireColumnCount, requireUnique } from "@mlebench/table";

/** Columns of Kaggle's private test set after it was published. */
const columnCount = 45;

/** Kaggle published the labels of its private test set, so nothing has to be split, and the training set is not read. */
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("test_private_expanded.csv");
  requireColumnCount(labeled, columnCount);
  requireUnique(labeled, "id");
  pub.csv("test.csv", labeled.select("id", "comment_text"));
  pub.csv(
    "sample_submission.csv",
    labeled.select("id").assign({ prediction: { constant: 0, dtype: "float64" } }),
  );
  await pub.files(raw, ["train.csv"]);
  await priv.files(raw, [["test_private_expanded.csv", "test.csv"]]);
});
