import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "textID");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("selected_text"));
  pub.csv("sample_submission.csv", test.select("textID").assign({ selected_text: "" }));
  priv.csv("test.csv", test);
});
